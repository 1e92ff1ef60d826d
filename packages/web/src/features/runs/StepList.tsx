import type { RunView, StepView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { useNow } from "../../ui/clock.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Duration } from "../../ui/Moment.tsx";
import { lookOf } from "../../ui/status.ts";
import { stepBars } from "./run-steps.ts";

const KIND_WORDS: Readonly<Record<StepView["kind"], string | undefined>> = {
  prepare: "fetches the inputs",
  task: undefined,
  on_success: "when all went well",
  on_failure: "when something failed",
  always: "in any case",
  finish: "saves state and versions",
};

interface StepListProps {
  readonly run: RunView;
  readonly shown: number | undefined;
}

/** The steps of a run on one time line; each leads to its log. */
export function StepList({ run, shown }: StepListProps): ReactElement {
  const now = useNow();
  return (
    <ol className="steps" aria-label="Steps">
      {stepBars(run.steps, now).map(({ step, start, length }) => (
        <li key={step.index}>
          <Link
            href={runPath(run.job, run.number, step.index)}
            replace
            className="step"
            aria-current={step.index === shown ? "step" : undefined}
            title={step.message ?? KIND_WORDS[step.kind]}
            style={{ "--status": `var(--status-${step.status})`, "--start": start, "--length": length }}
          >
            <span className="step-mark" title={lookOf(step.status).word}>
              <Icon
                name={lookOf(step.status).icon}
                className={step.status === "processing" ? "status-turning" : ""}
              />
              <span className="unseen">{lookOf(step.status).word}</span>
            </span>
            <span className="step-name cut">{step.name}</span>
            <span className="step-time muted small">
              {step.startedAt !== undefined && <Duration from={step.startedAt} to={step.finishedAt} />}
            </span>
            <span className="step-line">{step.startedAt !== undefined && <span className="step-bar" />}</span>
          </Link>
          {step.exitCode !== undefined && step.exitCode !== 0 && (
            <p className="step-exit small">exit code {step.exitCode}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
