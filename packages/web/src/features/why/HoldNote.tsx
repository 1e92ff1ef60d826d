import type { RunWhyView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Duration } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { UnblockList } from "./UnblockList.tsx";

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
    </div>
  );
}
