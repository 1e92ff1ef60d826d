import type { RunSummaryView } from "@landbridge/api";
import { memo } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { Duration, Moment } from "../../ui/Moment.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { countOfApprovals } from "../gates/gate-words.ts";
import { shortName } from "../../ui/version-words.ts";

interface RunRowProps {
  readonly run: RunSummaryView;
  readonly isJobShown: boolean;
}

/** One run in one line: where it stands, which it is, why it began, how long it took, when. */
export const RunRow = memo(function RunRow({ run, isJobShown }: RunRowProps): ReactElement {
  return (
    <Link href={runPath(run.job, run.number)} className="run-row">
      <StatusMark status={run.status} as="line" />
      <span className="run-name">
        {isJobShown && (
          <strong className="cut" title={run.job}>
            {run.job}
          </strong>
        )}
        <span className="run-number">#{run.number}</span>
        {run.versionName !== undefined && (
          <span className="tag mono run-version">{shortName(run.versionName)}</span>
        )}
        {run.gate && run.status === "gated" && (
          <span className="tag run-version" title={countOfApprovals(run.gate)}>
            {run.gate.approvedBy.length}/{run.gate.required}
          </span>
        )}
        {run.replays && <span className="tag run-version">repeats #{run.replays.number}</span>}
        {run.attempt !== undefined && <span className="tag run-version">attempt {run.attempt}</span>}
      </span>
      <span className="run-cause muted cut" title={run.reason?.text}>
        {run.message ?? run.reason?.text ?? `because ${run.cause.text}`}
      </span>
      <span className="run-duration">
        {run.startedAt !== undefined && <Duration from={run.startedAt} to={run.finishedAt} />}
      </span>
      <span className="run-moment muted">
        <Moment at={run.queuedAt} />
      </span>
    </Link>
  );
});
