import type { JobView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { STATUS_ORDER, lookOf } from "../../ui/status.ts";
import type { Status } from "../../ui/status.ts";

interface StatusSummaryProps {
  readonly jobs: readonly JobView[];
  readonly selected: string | undefined;
  readonly onSelect: (job: string) => void;
}

/** How many jobs stand where: the legend of the graph, and a way through the jobs of one status. */
export function StatusSummary({ jobs, selected, onSelect }: StatusSummaryProps): ReactElement {
  const groups = groupByStatus(jobs);
  return (
    <ul className="summary" aria-label="Jobs by status">
      {groups.map(({ status, names }) => (
        <li key={status}>
          <button
            type="button"
            className="summary-item"
            style={{ "--status": `var(--status-${status})` }}
            title={`${names.length} ${lookOf(status).word}: show the next`}
            onClick={() => onSelect(nextOf(names, selected))}
          >
            <Icon
              name={lookOf(status).icon}
              size={14}
              className={status === "processing" ? "status-turning" : ""}
            />
            <strong>{names.length}</strong>
            <span className="summary-word">{lookOf(status).word}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface StatusGroup {
  readonly status: Status;
  readonly names: readonly string[];
}

function groupByStatus(jobs: readonly JobView[]): readonly StatusGroup[] {
  return STATUS_ORDER.flatMap((status) => {
    const names = jobs.filter((job) => job.status === status).map((job) => job.name);
    return names.length === 0 ? [] : [{ status, names }];
  });
}

function nextOf(names: readonly string[], selected: string | undefined): string {
  const at = selected === undefined ? -1 : names.indexOf(selected);
  return names[(at + 1) % names.length] ?? "";
}
