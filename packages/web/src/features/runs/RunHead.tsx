import type { RunView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, runPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Duration, Moment } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { iconOfType } from "../../ui/type-icon.ts";
import { useJob } from "../../api/queries.ts";
import { useMay } from "../../api/workspace.ts";
import { countOfApprovals } from "../gates/gate-words.ts";
import { LeftVersionActions } from "./LeftVersionActions.tsx";
import { RerunMenu } from "./RerunMenu.tsx";
import { RunActions } from "./RunActions.tsx";
import { pathOfInput, versionText } from "./RunDetails.tsx";

/** Which run this is, where it stands, why it began, how long it took, and what it read. */
export function RunHead({ run }: { readonly run: RunView }): ReactElement {
  const mayAct = useMay("operator");
  return (
    <header className="run-head">
      <div className="page-head">
        <h1>
          <Link href={jobPath(run.job)}>{run.job}</Link>{" "}
          <span className="run-head-number">#{run.number}</span>
        </h1>
        <StatusMark status={run.status} as="badge" />
        {run.versionName !== undefined && <span className="tag mono">{run.versionName}</span>}
        <RunTags run={run} />
        <span className="page-head-end">
          <RunActions run={run} />
          {mayAct && <RerunMenu run={run} />}
          {mayAct && <LeftVersionActions run={run} />}
        </span>
      </div>
      <p className="run-head-cause">
        because <Sentence text={run.cause.text} />
        {run.message !== undefined && <span className="muted"> · {run.message}</span>}
      </p>
      <RunReason run={run} />
      <div className="run-head-facts">
        <span>
          <span className="muted">{wordOfWait(run)}</span>{" "}
          <Duration from={run.queuedAt} to={run.startedAt ?? run.finishedAt} />
        </span>
        {run.startedAt !== undefined && (
          <span>
            <span className="muted">{run.finishedAt === undefined ? "running" : "ran"}</span>{" "}
            <Duration from={run.startedAt} to={run.finishedAt} />
          </span>
        )}
        <span className="muted">
          <Moment at={run.finishedAt ?? run.queuedAt} />
        </span>
        {run.agent !== undefined && (
          <span>
            <span className="muted">on</span> {run.agent}
          </span>
        )}
        <ul className="chips">
          {run.inputs.map((input) => (
            <li key={input.name}>
              <Link href={pathOfInput(input)} className="chip">
                <Icon name={iconOfType(input.type)} size={14} />
                <span className="cut">{input.name}</span>
                <span className="mono">{versionText(input)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </header>
  );
}

/** Which try it is, what it repeats, how its votes stand, and whether what it left may be used. */
function RunTags({ run }: { readonly run: RunView }): ReactElement {
  const { attempt, replays, gate, quarantined } = run;
  const attempts = useJob(run.job).data?.retry?.attempts;
  return (
    <>
      {attempt !== undefined && (
        <span className="tag">
          attempt {attempt}
          {attempts !== undefined && ` of ${String(Math.max(attempt, attempts))}`}
        </span>
      )}
      {replays && (
        <Link href={runPath(run.job, replays.number)} className="tag">
          repeats #{replays.number}
          {replays.fromStep !== undefined && " from its failed step"}
        </Link>
      )}
      {gate && run.status === "gated" && <span className="tag">{countOfApprovals(gate)}</span>}
      {quarantined && (
        <span className="tag" title={`${quarantined.reason} (${quarantined.by})`}>
          in quarantine
        </span>
      )}
    </>
  );
}

/** What it did before it started; one that never did may have waited at its gate for all of it. */
function wordOfWait({ status, startedAt }: RunView): string {
  if (status === "gated") return "waiting";
  return startedAt === undefined && isFinal(status) ? "waited" : "queued";
}

/** Why it ended as it did, or what it waits for. */
function RunReason({ run }: { readonly run: RunView }): ReactElement | null {
  // Of one under way in time there is nothing to say but its cause, which stands above.
  const isUnderWay = run.status === "processing" && !run.isOverdue;
  const text = run.reason?.text ?? (isUnderWay ? "" : run.reasonLine.text);
  // What holds it stands below, with what would let it go.
  const isHeld = run.status === "gated" || run.status === "queued";
  if (text === "" || run.status === "success" || isHeld) return null;
  return (
    <p className="run-head-reason" style={{ "--status": `var(--status-${run.status})` }}>
      <Sentence text={text} />
    </p>
  );
}
