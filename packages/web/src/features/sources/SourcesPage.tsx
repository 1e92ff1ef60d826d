import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { adviceFor } from "../../api/failure.ts";
import { useSources, useSyncSource } from "../../api/queries.ts";
import { useSignedIn } from "../../api/workspace.ts";
import { Button } from "../../ui/Button.tsx";
import { CodeBlock } from "../../ui/CodeBlock.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { ProblemList } from "./ProblemList.tsx";

const ADD_SOURCE = `# a directory of the server's machine
landbridge sources add main /srv/workflows

# or a git repository
landbridge sources add main https://git.example.com/team/workflows.git --branch main
`;

/** Where the workflow is written down, and what came of reading it last. */
export function SourcesPage(): ReactElement {
  useTitle("Sources");
  const { data: sources, error, refetch } = useSources();
  return (
    <div className="page">
      <header className="page-head">
        <h1>Sources</h1>
      </header>
      {error && !sources && (
        <ErrorNote error={error} what="The sources could not be read" onRetry={() => void refetch()} />
      )}
      {!sources && !error && <Patience>Reading the sources…</Patience>}
      {sources?.length === 0 && (
        <div className="empty">
          <h2>No source yet.</h2>
          <p className="muted">
            A source is a directory or a git repository whose YAML makes the workflow of this workspace.
          </p>
          <CodeBlock text={ADD_SOURCE} label="Adding a source" />
        </div>
      )}
      {sources?.map((source) => (
        <SourceCard key={source.id} source={source} />
      ))}
    </div>
  );
}

function SourceCard({ source }: { readonly source: SourceView }): ReactElement {
  const sync = useSyncSource();
  const { role } = useSignedIn();
  const last = source.lastSync;
  const status = last?.status ?? "never-run";
  return (
    <section className="card source" aria-label={source.name}>
      <header className="source-head">
        <Icon name={source.kind === "git" ? "branch" : "sources"} size={20} />
        <div className="source-words">
          <h2>{source.name}</h2>
          <p className="muted mono small cut" title={source.location}>
            {source.location}
            {source.branch !== undefined && ` · ${source.branch}`}
          </p>
        </div>
        {role !== "viewer" && (
          <Button icon="sync" disabled={sync.isPending} onClick={() => sync.mutate(source.name)}>
            {sync.isPending ? "Syncing…" : "Sync"}
          </Button>
        )}
      </header>
      <div className="card-body source-sync">
        <p className="with-icon">
          <span style={{ color: `var(--status-${status})` }}>
            <Icon name={last ? (last.status === "success" ? "success" : "failure") : "never"} />
          </span>
          <span>
            {last ? last.text : "Never synced."}
            {last && (
              <span className="muted">
                {" "}
                · <Moment at={last.at} />
              </span>
            )}
            {last?.commit !== undefined && (
              <span className="tag mono source-commit">{last.commit.slice(0, 7)}</span>
            )}
          </span>
        </p>
        {sync.error && (
          <p className="refusal" role="alert">
            {adviceFor(sync.error).detail} {adviceFor(sync.error).hint}
          </p>
        )}
        {last && last.problems.length > 0 && <ProblemList problems={last.problems} />}
      </div>
    </section>
  );
}
