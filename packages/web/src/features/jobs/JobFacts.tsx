import type { JobView } from "@landbridge/api";
import type { ReactElement } from "react";

const MODES: Readonly<Record<JobView["dependencyMode"], string>> = {
  chrono: "chrono: runs in the order of what happens upstream",
  strict: "strict: waits until nothing upstream is under way",
  immediate: "immediate: runs as soon as an input changes",
};

/** How the job is declared to behave, as small tags. */
export function JobFacts({ job }: { readonly job: JobView }): ReactElement {
  return (
    <span className="job-tags">
      <span className="tag">{job.type}</span>
      {job.dependencyMode !== "chrono" && (
        <span className="tag" title={MODES[job.dependencyMode]}>
          {job.dependencyMode}
        </span>
      )}
      {job.triggerMode === "parallel" && (
        <span className="tag" title="Its runs may go at the same time">
          parallel
        </span>
      )}
      {job.isRemoved && <span className="tag">removed</span>}
      {job.isPaused && <span className="tag">paused</span>}
      {job.flags.map((flag) => (
        <span key={flag} className="tag">
          {flag}
        </span>
      ))}
    </span>
  );
}
