import type { HoldView, RunWhyView } from "@landbridge/api";
import type { ReactElement } from "react";
import { useRunWhy } from "../../api/queries.ts";
import { Duration } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { UnblockList } from "./UnblockList.tsx";

/** Who waits for a run that waits for a run … is told so far. */
const DEEPEST = 4;

interface HoldNoteProps {
  readonly why: Pick<RunWhyView, "hold" | "ahead">;
  readonly job: string;
}

/** What a run that has not started waits for, since when, and what would let it go. */
export function HoldNote({ why: { hold, ahead }, job }: HoldNoteProps): ReactElement | null {
  if (!hold) return null;
  return (
    <div className="hold" data-reason={hold.code}>
      <p className="reason-text">
        <Sentence text={hold.text} />
      </p>
      <p className="muted">
        for <Duration from={hold.since} />
        {ahead > 0 && ` · ${String(ahead)} ${ahead === 1 ? "run goes" : "runs go"} before it in its pool`}
      </p>
      <UnblockList unblock={hold.unblock} job={job} />
      {hold.run && <HoldOfHolder run={hold.run} depth={1} />}
    </div>
  );
}

interface HoldOfHolderProps {
  readonly run: NonNullable<HoldView["run"]>;
  readonly depth: number;
}

/** What the run that has to go first waits for itself: there is where something can be done. */
function HoldOfHolder({ run, depth }: HoldOfHolderProps): ReactElement | null {
  const hold = useRunWhy(run.job, run.number).data?.hold;
  if (!hold) return null;
  return (
    <div className="hold-of-holder" data-reason={hold.code}>
      <p>
        <Sentence text={`${run.job} #${String(run.number)}: ${hold.text}`} />{" "}
        <span className="muted small nowrap">
          for <Duration from={hold.since} />
        </span>
      </p>
      <UnblockList unblock={hold.unblock} job={run.job} />
      {hold.run && depth < DEEPEST && <HoldOfHolder run={hold.run} depth={depth + 1} />}
    </div>
  );
}
