import type { RunSummaryView } from "@landbridge/api";
import type { ReactElement } from "react";
import { RunRow } from "./RunRow.tsx";

interface RunRowsProps {
  readonly runs: readonly RunSummaryView[];
  readonly isJobShown: boolean;
}

/** A short list of runs, newest first. */
export function RunRows({ runs, isJobShown }: RunRowsProps): ReactElement {
  return (
    <ul className="run-rows">
      {runs.map((run) => (
        <li key={run.id}>
          <RunRow run={run} isJobShown={isJobShown} />
        </li>
      ))}
    </ul>
  );
}
