import type { JobView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useJob, useJobRuns } from "../../api/queries.ts";
import { jobPath, runPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNote } from "../../ui/Note.tsx";
import { ReasonLine } from "../names/ReasonLine.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { iconOfType } from "../../ui/type-icon.ts";
import { InputList } from "./InputList.tsx";
import { JobActions } from "./JobActions.tsx";
import { JobFacts } from "./JobFacts.tsx";
import { NameChips } from "../names/NameChips.tsx";
import { RunBars } from "./RunBars.tsx";

/** A job beside the graph: its reason, its buttons, its inputs, its last runs. */
export function JobInspector({ job }: { readonly job: JobView }): ReactElement {
  const { data: detail, error, refetch } = useJob(job.name);
  const { data: runs } = useJobRuns(job.name);
  return (
    <div className="inspected">
      <header className="inspected-head">
        <Icon name={iconOfType(job.type)} size={18} />
        <h2 className="cut" title={job.name}>
          <Link href={jobPath(job.name)}>{job.name}</Link>
        </h2>
        <StatusMark status={job.status} as="badge" />
      </header>
      <JobFacts job={job} />
      <ReasonLine reason={job.reason} status={job.status} job={job.name} />
      <JobActions job={job} />
      <div className="button-row">
        <Link href={jobPath(job.name)} className="button">
          Open <kbd>Enter</kbd>
        </Link>
        {job.lastRun && (
          <Link href={runPath(job.name, job.lastRun.number)} className="button">
            <Icon name="terminal" /> Log of #{job.lastRun.number}
          </Link>
        )}
      </div>
      {runs && runs.length > 0 && (
        <section className="inspected-part">
          <h3>Last runs</h3>
          <RunBars runs={runs} count={32} />
        </section>
      )}
      {error && !detail && (
        <ErrorNote error={error} what="The job could not be read" onRetry={() => void refetch()} />
      )}
      {detail && (
        <>
          <section className="inspected-part">
            <h3>Inputs</h3>
            <InputList inputs={detail.inputs} />
          </section>
          <section className="inspected-part">
            <h3>Makes versions of</h3>
            <NameChips names={detail.outputs} none="Nothing." />
          </section>
          <section className="inspected-part">
            <h3>Depends on it</h3>
            <NameChips names={detail.dependants} none="No other job." />
          </section>
          {detail.place && (
            <p className="muted mono small cut" title={`${detail.place.file}:${detail.place.line}`}>
              {detail.place.file}:{detail.place.line}
            </p>
          )}
        </>
      )}
    </div>
  );
}
