import type { UnblockView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useGraph, useJob, useJobActions, useRun } from "../../api/queries.ts";
import { useChangePin } from "../../api/version-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { SOURCES_PATH, runFormPath, runPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { wordsOfWay } from "../gates/gate-words.ts";
import { Sentence } from "../names/Sentence.tsx";
import { actionOf } from "./unblock-action.ts";
import type { UnblockAction } from "./unblock-action.ts";

interface UnblockListProps {
  readonly unblock: readonly UnblockView[];
  /** The job that is looked at. */
  readonly job: string;
  /** What already has its button near by. */
  readonly without?: readonly UnblockAction["kind"][];
}

/** What would change where something stands, each with its button where a press can do it. */
export function UnblockList({ unblock, job, without = [] }: UnblockListProps): ReactElement {
  return (
    <>
      {unblock.map((advice) => {
        const action = actionOf(advice, job);
        const isShown =
          action && !(without.includes(action.kind) && (action.kind === "go" || action.job === job));
        return (
          <div key={`${advice.action} ${advice.target}`} className="reason-unblock">
            <Icon name="arrow-right" size={14} />
            <div className="advice">
              <span>
                <Sentence text={advice.text} />
              </span>
              {isShown && <UnblockButton action={action} />}
            </div>
          </div>
        );
      })}
    </>
  );
}

function UnblockButton({ action }: { readonly action: UnblockAction }): ReactElement | null {
  const mayAct = useMay("operator");
  if (action.kind === "go") {
    return (
      <Link href={action.path} className="button" data-small="">
        {action.label}
      </Link>
    );
  }
  if (action.kind === "gate") return <GateLink job={action.job} number={action.number} />;
  if (!mayAct) return null;
  if (action.kind === "unpin") return <UnpinButton job={action.job} input={action.input} />;
  return <JobButton kind={action.kind} job={action.job} />;
}

/** Whoever may not vote is offered to look only. */
function GateLink({ job, number }: { readonly job: string; readonly number: number }): ReactElement {
  const { data: run } = useRun(job, number);
  return (
    <Link href={runPath(job, number)} className="button" data-small="">
      {wordsOfWay(run?.gateDetail?.mine)}
    </Link>
  );
}

interface JobButtonProps {
  readonly kind: "run" | "resume";
  readonly job: string;
}

function JobButton({ kind, job }: JobButtonProps): ReactElement {
  const { data: graph } = useGraph();
  const act = useJobActions();
  if (kind === "run" && graph?.jobs.find(({ name }) => name === job)?.asksInputs === true) {
    return (
      <Link href={runFormPath(job)} className="button" data-small="">
        Run {job}…
      </Link>
    );
  }
  return (
    <>
      <Button
        isSmall
        disabled={act.isPending}
        onClick={() => act.mutate({ kind: kind === "run" ? "run-job" : "resume-job", job })}
      >
        {kind === "run" ? `Run ${job}` : `Resume ${job}`}
      </Button>
      {act.isSuccess && (
        <span className="result" role="status">
          {kind === "run" ? "Asked for." : "Resumed."}
        </span>
      )}
      {act.error && <Refusal error={act.error} />}
    </>
  );
}

function UnpinButton({ job, input }: { readonly job: string; readonly input: string }): ReactElement {
  const change = useChangePin(job);
  const { data: detail } = useJob(job);
  const pinned = detail?.inputs.find(({ from }) => from === input);
  if (pinned && !pinned.commandPin) {
    return (
      <Link href={SOURCES_PATH} className="button" data-small="" title="The configuration pins it">
        Sources
      </Link>
    );
  }
  return (
    <>
      <Button isSmall disabled={change.isPending} onClick={() => change.mutate({ input })}>
        Unpin {input}
      </Button>
      {change.error && <Refusal error={change.error} />}
    </>
  );
}
