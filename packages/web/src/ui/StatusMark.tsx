import type { ReactElement } from "react";
import { Icon } from "./Icon.tsx";
import { lookOf } from "./status.ts";
import type { Status } from "./status.ts";

interface StatusProps {
  readonly status: Status;
  /** `badge`: framed, for headers. `line`: mark and word. `mark`: the mark alone, with its word for readers. */
  readonly as: "badge" | "line" | "mark";
}

export function StatusMark({ status, as }: StatusProps): ReactElement {
  const look = lookOf(status);
  return (
    <span
      className="status"
      data-status={status}
      data-shape={look.shape}
      data-badge={as === "badge" ? "" : undefined}
      title={as === "mark" ? look.word : undefined}
      style={{ "--status": `var(--status-${status})` }}
    >
      <Icon name={look.icon} className={status === "processing" ? "status-turning" : ""} />
      <span className={as === "mark" ? "unseen" : "status-word"}>{look.word}</span>
    </span>
  );
}
