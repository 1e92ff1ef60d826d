import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Moment } from "../../ui/Moment.tsx";
import { shortName } from "../../ui/version-words.ts";

/** What the last sync did, of which commit, and when. */
export function SyncWords({ sync }: { readonly sync: SourceView["lastSync"] }): ReactElement {
  if (!sync) return <>Never synced: nothing of it is in the workflow yet.</>;
  return (
    <>
      {sync.text}{" "}
      <span className="sync-facts">
        {sync.commit !== undefined && (
          <span className="tag mono" title={sync.commit}>
            {shortName(sync.commit)}
          </span>
        )}
        <span className="muted">
          <Moment at={sync.at} />
        </span>
      </span>
    </>
  );
}
