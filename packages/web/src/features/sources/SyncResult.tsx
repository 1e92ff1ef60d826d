import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { lookOf } from "../../ui/status.ts";

/** What came of the sync that was just asked for. */
export function SyncResult({ after }: { readonly after: SourceView }): ReactElement | null {
  const { lastSync } = after;
  if (!lastSync) return null;
  const { status, text } = lastSync;
  return (
    <p className="sync-result with-icon" role="status" style={{ "--status": `var(--status-${status})` }}>
      <Icon name={lookOf(status).icon} />
      <span>
        {status === "failure" ? "" : "Applied: "}
        {text}
      </span>
    </p>
  );
}
