import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Moment } from "../../ui/Moment.tsx";
import { RemovedSourceActions } from "./RemovedSourceActions.tsx";
import { SourceName } from "./SourceName.tsx";

/** A source that was removed and can come back. */
export function RemovedSourceCard({ source }: { readonly source: SourceView }): ReactElement {
  return (
    <section className="card source" aria-label={source.name} data-removed>
      <div className="source-head">
        <SourceName source={source} />
        <RemovedSourceActions source={source} />
      </div>
      {source.deletedAt !== undefined && (
        <p className="card-body">
          Removed <Moment at={source.deletedAt} />, with what it declared.
        </p>
      )}
    </section>
  );
}
