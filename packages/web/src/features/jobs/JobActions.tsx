import type { JobView, RunSummaryView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { useJobRuns, useStartRun, useTogglePause } from "../../api/queries.ts";
import { useSignedIn } from "../../api/workspace.ts";
import { jobPath, runPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { lookOf } from "../../ui/status.ts";
import { RunActions } from "../runs/RunActions.tsx";
import { DropWaiting } from "./DropWaiting.tsx";
import { RunForm } from "./RunForm.tsx";
import { runToCancel } from "./run-to-cancel.ts";
import { whyNotToRun } from "./why-not-to-run.ts";

/** The buttons that change where a job stands; what came of them stands beside them. */
export function JobActions({ job }: { readonly job: JobView }): ReactElement | null {
  const start = useStartRun(job.name);
  const form = useRunForm(job);
  const toggle = useTogglePause(job.name);
  const { data: runs } = useJobRuns(job.name);
  const live = runs && runToCancel(runs);
  // What was answered is from then: the list knows how it went on.
  const started = runs?.find(({ id }) => id === start.data?.id) ?? start.data;
  const refusal = whyNotToRun(job);
  if (useSignedIn().role === "viewer") return null;
  return (
    <div className="job-actions">
      <div className="button-row">
        <Button
          kind={refusal === undefined ? "primary" : "plain"}
          icon="play"
          disabled={start.isPending || refusal !== undefined}
          title={refusal}
          onClick={() => (job.asksInputs ? form.onOpenChange(true) : start.mutate())}
        >
          {job.asksInputs ? "Run…" : "Run"}
        </Button>
        <Button
          icon={job.isPaused ? "play" : "pause"}
          disabled={toggle.isPending || job.isRemoved}
          title={titleOfPause(job)}
          onClick={() => toggle.mutate(job.isPaused ? "resume" : "pause")}
        >
          {job.isPaused ? "Resume" : "Pause"}
        </Button>
        {job.hasWaitingJob && <DropWaiting job={job.name} />}
        {live && <RunActions key={live.id} run={live} isNumbered />}
        {started && <StartedRun run={started} />}
      </div>
      {/* A refused form says so itself. */}
      {start.error && !job.asksInputs && <Refusal error={start.error} />}
      {toggle.error && <Refusal error={toggle.error} />}
      {job.asksInputs && refusal === undefined && <RunForm job={job.name} start={start} {...form} />}
    </div>
  );
}

interface FormState {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Whether the form of the job's inputs is open; it has an address. */
function useRunForm({ name }: JobView): FormState {
  const [location, navigate] = useLocation();
  const isAsked = useSearchParams()[0].has("run") && location === jobPath(name);
  const [isOpen, setOpen] = useState(false);
  return {
    isOpen: isOpen || isAsked,
    onOpenChange: (next) => {
      setOpen(next);
      if (!next && isAsked) navigate(jobPath(name), { replace: true });
    },
  };
}

function titleOfPause({ isPaused, isRemoved, reason }: JobView): string {
  if (isRemoved) return reason.text;
  return isPaused ? "Events start it again" : "No event starts it until it is resumed";
}

function StartedRun({ run }: { readonly run: RunSummaryView }): ReactElement {
  return (
    <span className="result" role="status">
      <Icon name="arrow-right" size={14} />
      <Link href={runPath(run.job, run.number)} className="text-link">
        Run #{run.number}: {lookOf(run.status).word}
      </Link>
    </span>
  );
}
