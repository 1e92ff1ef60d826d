import type { StepView } from "@landbridge/api";
import type { ReactElement } from "react";
import { stepLogPath } from "../../api/client.ts";
import { useWorkspace } from "../../api/workspace.ts";
import { Patience } from "../../ui/Note.tsx";
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
  if (!reader) return <Patience>Opening the log…</Patience>;
  return (
    <LogView
      reader={reader}
      isFailed={step.status === "failure" || step.status === "error"}
      download={{
        href: stepLogPath({ workspace, job, number, index: step.index }),
        name: `${job}-${number}-${step.index}-${step.name}.log`,
      }}
    />
  );
}
