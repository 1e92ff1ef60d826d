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
  const story = run.message ?? run.reason?.text ?? `because ${run.cause.text}`;
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
      </span>
      <span className="run-story">
        <RunTags run={run} />
        <span className="run-cause muted cut" title={story}>
          {story}
        </span>
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

/** What tells a run apart from its neighbours, beside its number. */
function RunTags({ run }: { readonly run: RunSummaryView }): ReactElement {
  return (
    <span className="run-tags">
      {run.versionName !== undefined && <span className="tag mono">{shortName(run.versionName)}</span>}
      {run.gate && run.status === "gated" && (
        <span className="tag" title={countOfApprovals(run.gate)}>
          {run.gate.approvedBy.length}/{run.gate.required}
        </span>
      )}
      {run.attempt === undefined && run.replays && <span className="tag">repeats #{run.replays.number}</span>}
      {run.attempt !== undefined && (
        <span className="tag" title={run.replays && `repeats #${String(run.replays.number)}`}>
          attempt {run.attempt}
        </span>
      )}
    </span>
  );
}
