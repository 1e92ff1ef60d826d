import type { StepView } from "@landbridge/api";
import type { ReactElement } from "react";
import { stepLogPath } from "../../api/client.ts";
import { useWorkspace } from "../../api/workspace.ts";
import { runPath } from "../../paths.ts";
import { LogView } from "./LogView.tsx";
import "../../styles/log.css";
import { useStepLog } from "./use-step-log.ts";

interface StepLogProps {
  readonly job: string;
  readonly number: number;
  readonly step: StepView;
}

/** The log of one step, live while it runs. */
export function StepLog({ job, number, step }: StepLogProps): ReactElement {
  const workspace = useWorkspace();
  const reader = useStepLog({ job, number, index: step.index });
  return (
    <LogView
      reader={reader}
      addressOf={(line) => `${runPath(job, number, step.index)}#L${line + 1}`}
      isFailed={step.status === "failure" || step.status === "error" || step.status === "timeout"}
      download={{
        href: stepLogPath({ workspace, job, number, index: step.index }),
        name: `${job}-${number}-${step.index}-${step.name}.log`,
      }}
    />
  );
}
