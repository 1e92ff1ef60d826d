import type { JobDetailView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { DECISION_LIMITS, useDecisions, useJob, useJobRuns } from "../../api/queries.ts";
import { graphPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { ReasonLine } from "../names/ReasonLine.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { RunRows } from "../runs/RunRows.tsx";
import { DecisionList } from "./DecisionList.tsx";
import { Definition } from "./Definition.tsx";
import { JobActions } from "./JobActions.tsx";
import { JobFacts } from "./JobFacts.tsx";
import { JobInputs } from "./JobInputs.tsx";
import { JobRules } from "./JobRules.tsx";
import { NameChips } from "../names/NameChips.tsx";
import { RunBars } from "./RunBars.tsx";

const BARS = 40;
const ROWS = 8;

export function JobPage({ name }: { readonly name: string }): ReactElement {
  useTitle(name);
  const { data: job, error, refetch } = useJob(name);
  if (!job && error) {
    return (
      <div className="page">
        <ErrorNote error={error} what={`The job ${name} could not be read`} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!job) return <Patience>Reading {name}…</Patience>;
  return <FilledJobPage job={job} />;
}

function FilledJobPage({ job }: { readonly job: JobDetailView }): ReactElement {
  return (
    <div className="page">
      <header className="page-head">
        <Icon name={iconOfType(job.type)} size={20} />
        <h1>{job.name}</h1>
        {/* How its last run ended is no status of a job that is gone. */}
        {!job.isRemoved && <StatusMark status={job.status} as="badge" />}
        <JobFacts job={job} />
        {!job.isRemoved && (
          <Link href={graphPath(job.name)} className="button page-head-end" data-kind="quiet">
            <Icon name="graph" /> In the graph
          </Link>
        )}
      </header>
      <ReasonLine reason={job.reason} status={job.isRemoved ? "never-run" : job.status} job={job.name} />
      <JobActions job={job} />
      <div className="columns">
        <div className="column-main">
          <section className="card">
            <header className="card-head">
              <h2>Inputs</h2>
            </header>
            <JobInputs job={job} />
          </section>
          <LastRuns name={job.name} />
          <Why name={job.name} />
        </div>
        <div className="column-side">
          <section className="card">
            <header className="card-head">
              <h2>Leads to</h2>
            </header>
            <div className="card-body leads">
              <h3>Makes versions of</h3>
              <NameChips names={job.outputs} none="Nothing." />
              <h3>Depends on it</h3>
              <NameChips names={job.dependants} none="No other job." />
            </div>
          </section>
          <JobRules job={job} />
          <Definition job={job} />
        </div>
      </div>
    </div>
  );
}

function LastRuns({ name }: { readonly name: string }): ReactElement {
  const { data: runs, error, refetch } = useJobRuns(name);
  return (
    <section className="card">
      <header className="card-head">
        <h2>Last runs</h2>
      </header>
      {error && !runs && (
        <ErrorNote error={error} what="The runs could not be read" onRetry={() => void refetch()} />
      )}
      {runs?.length === 0 && <p className="card-body muted">It has never run.</p>}
      {runs && runs.length > 0 && (
        <>
          <div className="card-body bars-body">
            <RunBars runs={runs} count={BARS} />
          </div>
          <RunRows runs={runs.slice(0, ROWS)} isJobShown={false} />
        </>
      )}
    </section>
  );
}

function Why({ name }: { readonly name: string }): ReactElement {
  const [depth, setDepth] = useState(0);
  const limit = DECISION_LIMITS[depth] ?? DECISION_LIMITS[0];
  const { data: decisions, error, refetch, isPlaceholderData } = useDecisions(name, limit);
  const mayHaveMore = (decisions?.length ?? 0) >= limit && depth < DECISION_LIMITS.length - 1;
  return (
    <section className="card">
      <header className="card-head">
        <h2>Why</h2>
        <span className="muted small">the last decisions, newest first</span>
      </header>
      {error && !decisions && (
        <ErrorNote error={error} what="The decisions could not be read" onRetry={() => void refetch()} />
      )}
      {decisions && <DecisionList decisions={decisions} />}
      {(mayHaveMore || isPlaceholderData) && (
        <footer className="card-foot">
          <Button kind="quiet" disabled={isPlaceholderData} onClick={() => setDepth(depth + 1)}>
            {isPlaceholderData ? "Reading older decisions…" : "Older decisions"}
          </Button>
        </footer>
      )}
    </section>
  );
}
