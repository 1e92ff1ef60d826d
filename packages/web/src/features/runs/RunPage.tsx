import type { RunView } from "@landbridge/api";
import { Suspense, lazy, useState } from "react";
import type { ReactElement } from "react";
import { useSearchParams } from "wouter";
import { useRun } from "../../api/queries.ts";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { lookOf } from "../../ui/status.ts";
import { useTitle } from "../../ui/page-title.ts";
import { RunDetails } from "./RunDetails.tsx";
import { RunHead } from "./RunHead.tsx";
import { RunStanding } from "./RunStanding.tsx";
import { StepList } from "./StepList.tsx";
import { stepToShow } from "./run-steps.ts";

const StepLog = lazy(async () => ({ default: (await import("../logs/StepLog.tsx")).StepLog }));

interface RunPageProps {
  readonly job: string;
  readonly number: number;
}

export function RunPage({ job, number }: RunPageProps): ReactElement {
  const { data: run, error, refetch } = useRun(job, number);
  useTitle(run ? `${lookOf(run.status).word}: ${job} #${number}` : `${job} #${number}`);
  if (!run && error) {
    return (
      <div className="page">
        <ErrorNote
          error={error}
          what={`${job} #${number} could not be read`}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  if (!run)
    return (
      <Patience>
        Reading {job} #{number}…
      </Patience>
    );
  return <FilledRunPage run={run} />;
}

function FilledRunPage({ run }: { readonly run: RunView }): ReactElement {
  const [params] = useSearchParams();
  const chosen = params.get("step");
  const step = chosen === null ? stepToShow(run) : run.steps.find(({ index }) => index === Number(chosen));
  // A step of which one line is read must not go away because the next one begins.
  const [pinned] = useState(() => (location.hash === "" ? undefined : step?.index));
  const shown =
    chosen === null && pinned !== undefined ? run.steps.find(({ index }) => index === pinned) : step;
  return (
    <div className="run-page">
      <RunHead run={run} />
      <div className="run-body" data-stepless={run.steps.length === 0 ? "" : undefined}>
        {run.steps.length > 0 && <StepList run={run} shown={shown?.index} />}
        <section className="run-log" aria-label={shown ? `Log of ${shown.name}` : "Where it stands"}>
          {shown?.status === "pending" && (
            <p className="log-empty muted">{shown.name} has not started yet.</p>
          )}
          {shown?.status === "skipped" && (
            <p className="log-empty muted">{shown.message ?? `${shown.name} was skipped.`}</p>
          )}
          {shown && shown.status !== "pending" && shown.status !== "skipped" && (
            <Suspense fallback={<Patience>Loading the log…</Patience>}>
              <StepLog key={shown.index} job={run.job} number={run.number} step={shown} />
            </Suspense>
          )}
          {!shown && <RunStanding run={run} />}
        </section>
        <RunDetails run={run} />
      </div>
    </div>
  );
}
