import type { SourceView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useSources } from "../../api/source-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { REMOVED_PATH } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { CodeBlock } from "../../ui/CodeBlock.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Unread } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { AddSource } from "./AddSource.tsx";
import { RemovedSourceCard } from "./RemovedSourceCard.tsx";
import { SourceCard } from "./SourceCard.tsx";

const ADD_SOURCE = `# a directory of the server's machine
landbridge sources add main /srv/workflows

# or a git repository
landbridge sources add main https://git.example.com/team/workflows.git --branch main
`;

/** Where the workflow is written down, and what came of reading it last. */
export function SourcesPage(): ReactElement {
  useTitle("Sources");
  const query = useSources();
  const { data: sources } = query;
  const [isAdding, setAdding] = useState(false);
  const mayAdd = useMay("admin");
  return (
    <div className="page">
      <header className="page-head">
        <h1>Sources</h1>
        <span className="button-row page-head-end">
          <Link href={REMOVED_PATH} className="button" data-kind="quiet">
            <Icon name="trash" /> Removed things
          </Link>
          {mayAdd && sources && (
            <Button icon="plus" onClick={() => setAdding(true)}>
              Add source
            </Button>
          )}
        </span>
      </header>
      <Unread what="the sources" query={query} />
      {sources && <SourceList sources={sources} />}
      {mayAdd && sources && <AddSource isOpen={isAdding} onOpenChange={setAdding} sources={sources} />}
    </div>
  );
}

function SourceList({ sources }: { readonly sources: readonly SourceView[] }): ReactElement {
  const live = sources.filter(({ deletedAt }) => deletedAt === undefined);
  const removed = sources.filter(({ deletedAt }) => deletedAt !== undefined);
  return (
    <>
      {live.length === 0 && (
        <div className="empty">
          <h2>{removed.length === 0 ? "No source yet." : "No source is left."}</h2>
          <p className="muted">
            A source is a directory or a git repository whose YAML makes the workflow of this workspace.
          </p>
          <CodeBlock text={ADD_SOURCE} label="Adding a source" />
        </div>
      )}
      {live.map((source) => (
        <SourceCard key={source.id} source={source} />
      ))}
      {removed.length > 0 && (
        <section className="removed-sources" aria-label="Removed sources">
          <h2>Removed sources</h2>
          <p className="muted">
            What they declared is out of the workflow. Its history is kept until the source is deleted for
            good.
          </p>
          {removed.map((source) => (
            <RemovedSourceCard key={source.id} source={source} />
          ))}
        </section>
      )}
    </>
  );
}
