import type { NodeProps } from "@xyflow/react";
import type { JobView } from "@landbridge/api";
import { memo } from "react";
import type { ReactElement } from "react";
import { jobPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Moment, Stopwatch } from "../../ui/Moment.tsx";
import { lookOf } from "../../ui/status.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { shortName } from "../../ui/version-words.ts";
import { countOfApprovals } from "../gates/gate-words.ts";
import { VertexLink } from "./VertexLink.tsx";
import type { FlowVertex } from "./flow-elements.ts";

/** A job in the graph: what it is called, where it stands, since when, and with which version it last ran. */
export const JobVertex = memo(function JobVertex({
  data,
  selected,
}: NodeProps<FlowVertex>): ReactElement | null {
  if (data.vertex.kind !== "job") return null;
  const { job } = data.vertex;
  const look = lookOf(job.status);
  const gate = job.status === "gated" ? job.statusRun?.gate : undefined;
  return (
    <VertexLink
      id={job.name}
      kind="job"
      href={jobPath(job.name)}
      className="vertex vertex-job"
      label={`Job ${job.name}: ${look.word}${job.isPaused ? ", paused" : ""}. ${job.reason.text}`}
      isSelected={selected}
      isTabStop={data.isTabStop}
      attributes={{
        "data-status": job.status,
        "data-shape": look.shape,
        "data-paused": job.isPaused ? "" : undefined,
        "data-news": job.newsOn.length > 0 ? "" : undefined,
      }}
      style={{ "--status": `var(--status-${job.status})` }}
    >
      <span className="vertex-edge" />
      <Icon name={iconOfType(job.type)} className="vertex-type" />
      <span className="vertex-words">
        <span className="vertex-name" title={job.name}>
          {job.name}
        </span>
        <span className="vertex-line">
          <Icon
            name={look.icon}
            size={14}
            className={job.status === "processing" ? "status-turning" : "vertex-mark"}
          />
          <span className="vertex-status">{look.word}</span>
          {!gate && <JobTime job={job} />}
          {gate && (
            <span className="vertex-version" title={countOfApprovals(gate)}>
              {gate.approvedBy.length}/{gate.required}
            </span>
          )}
          {!gate && job.lastRun?.versionName !== undefined && (
            <span className="vertex-version mono" title={job.lastRun.versionName}>
              {shortName(job.lastRun.versionName)}
            </span>
          )}
        </span>
      </span>
      {job.isPaused && (
        <span className="vertex-pause" title="Paused">
          <Icon name="pause" size={14} />
        </span>
      )}
      {job.gatedRuns > 0 && job.status !== "gated" && (
        <span className="vertex-gate" title={`${job.gatedRuns} waiting for approval`}>
          <Icon name="gated" size={14} />
        </span>
      )}
      {job.queuedRuns > 0 && job.status !== "queued" && (
        <span className="vertex-count" title={`${job.queuedRuns} queued`}>
          +{job.queuedRuns}
        </span>
      )}
    </VertexLink>
  );
});

function JobTime({ job }: { readonly job: JobView }): ReactElement | null {
  const run = job.statusRun;
  const at = run?.finishedAt ?? run?.queuedAt;
  if (at === undefined) return null;
  if (job.status === "processing" && run?.startedAt !== undefined) {
    return (
      <span className="vertex-time">
        <Stopwatch from={run.startedAt} />
      </span>
    );
  }
  return (
    <span className="vertex-time">
      <Moment at={at} />
    </span>
  );
}
