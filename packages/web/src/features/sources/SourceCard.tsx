import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useSyncSource } from "../../api/source-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { sourcePath, sourcePlanPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { ProblemList } from "./ProblemList.tsx";
import { SourceName } from "./SourceName.tsx";
import { SyncWords } from "./SyncWords.tsx";

/** So many problems are told on the card; the rest on the page of the source. */
const MOST_PROBLEMS = 3;

/** A source among the others: how it stands, and what one does most often. */
export function SourceCard({ source }: { readonly source: SourceView }): ReactElement {
  const sync = useSyncSource(source.name);
  const maySync = useMay("operator");
  const problems = source.lastSync?.problems ?? [];
  return (
    <section className="card source" aria-label={source.name}>
      <header className="source-head">
        <SourceName source={source} />
        <span className="button-row">
          <Link href={sourcePlanPath(source.name)} className="button">
            <Icon name="search" /> Plan
          </Link>
          {maySync && (
            <Button icon="sync" disabled={sync.isPending} onClick={() => sync.mutate({})}>
              {sync.isPending ? "Syncing…" : "Sync"}
            </Button>
          )}
        </span>
      </header>
      <div className="card-body source-sync">
        <p>
          <SyncWords sync={source.lastSync} />
        </p>
        {sync.error && <Refusal error={sync.error} />}
        {problems.length > 0 && <ProblemList problems={problems.slice(0, MOST_PROBLEMS)} />}
        {problems.length > MOST_PROBLEMS && (
          <p>
            <Link href={sourcePath(source.name)} className="text-link">
              All {problems.length.toLocaleString("en")} problems
            </Link>
          </p>
        )}
      </div>
    </section>
  );
}
