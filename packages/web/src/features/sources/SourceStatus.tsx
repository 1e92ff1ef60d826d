import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";

/** How the last sync ended, and whether anything holds the next one back. */
export function SourceStatus({ source }: { readonly source: SourceView }): ReactElement {
  if (source.deletedAt !== undefined) {
    return (
      <span className="tag with-icon">
        <Icon name="trash" size={12} /> removed
      </span>
    );
  }
  return (
    <span className="source-statuses">
      <StatusMark status={source.lastSync?.status ?? "never-synced"} as="badge" />
      {source.isPaused && (
        <span className="tag with-icon" title="Neither polls nor webhooks sync it">
          <Icon name="pause" size={12} /> paused
        </span>
      )}
    </span>
  );
}
