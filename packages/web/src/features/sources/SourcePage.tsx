import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link, useLocation } from "wouter";
import { useSources } from "../../api/source-queries.ts";
import { sourcePath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { lookOf } from "../../ui/status.ts";
import { History } from "./History.tsx";
import { PlanPanel } from "./PlanPanel.tsx";
import { ProblemList } from "./ProblemList.tsx";
import { RemovedSourceActions } from "./RemovedSourceActions.tsx";
import { SourceActions } from "./SourceActions.tsx";
import { SourcePlace } from "./SourcePlace.tsx";
import { SourceStatus } from "./SourceStatus.tsx";
import { SyncWords } from "./SyncWords.tsx";

interface SourcePageProps {
  readonly name: string;
  /** The address asks for the plan too. */
  readonly isPlanOpen: boolean;
}

/** One source: where it stands, what its next sync would do, and what the ones before did. */
export function SourcePage({ name, isPlanOpen }: SourcePageProps): ReactElement {
  useTitle(isPlanOpen ? `Plan of ${name}` : name);
  const { data: sources, error, refetch } = useSources();
  if (!sources && error) {
    return (
      <div className="page">
        <ErrorNote
          error={error}
          what={`The source ${name} could not be read`}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  if (!sources) return <Patience>Reading {name}…</Patience>;
  const source = sources.find((candidate) => candidate.name === name);
  if (!source) return <NoSuchSource name={name} />;
  return <FilledSourcePage source={source} isPlanOpen={isPlanOpen} />;
}

function FilledSourcePage({
  source,
  isPlanOpen,
}: {
  readonly source: SourceView;
  readonly isPlanOpen: boolean;
}): ReactElement {
  const [, navigate] = useLocation();
  const isRemoved = source.deletedAt !== undefined;
  const leave = (): void => navigate("/sources");
  return (
    <div className="page source-page">
      <header className="page-head">
        <Icon name={source.kind === "git" ? "branch" : "sources"} size={20} />
        <h1>{source.name}</h1>
        <SourceStatus source={source} />
      </header>
      <SourcePlace source={source} />
      <LastSync source={source} />
      {isRemoved ? (
        <div className="job-actions">
          <RemovedSourceActions source={source} onDeleted={leave} />
        </div>
      ) : (
        <SourceActions
          source={source}
          onForgotten={leave}
          // What was planned has happened, or something else has.
          onSynced={() => isPlanOpen && navigate(sourcePath(source.name))}
        />
      )}
      {!isRemoved && <PlanPanel source={source} isOpen={isPlanOpen} />}
      {!isRemoved && !isPlanOpen && <LastProblems source={source} />}
      <History source={source.name} />
    </div>
  );
}

/** While its plan is open, the problems of today are told there. */
function LastProblems({ source }: { readonly source: SourceView }): ReactElement | null {
  const problems = source.lastSync?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <section className="card" aria-label="Problems">
      <header className="card-head">
        <h2>Problems of the last sync</h2>
        <span className="muted small">{problems.length.toLocaleString("en")}</span>
      </header>
      <div className="card-body">
        <ProblemList problems={problems} />
      </div>
    </section>
  );
}

function LastSync({ source }: { readonly source: SourceView }): ReactElement {
  const { deletedAt, lastSync } = source;
  const status = deletedAt === undefined ? (lastSync?.status ?? "never-synced") : "skipped";
  const look = lookOf(status);
  return (
    <div className="reason" data-shape={look.shape} style={{ "--status": `var(--status-${status})` }}>
      <span className="reason-mark">
        <Icon name={deletedAt === undefined ? look.icon : "trash"} />
      </span>
      <div className="reason-words">
        <p className="reason-text">
          {deletedAt === undefined ? (
            <SyncWords sync={lastSync} />
          ) : (
            <>
              Removed <Moment at={deletedAt} />, with what it declared.
            </>
          )}
        </p>
        {deletedAt !== undefined && (
          <p className="muted">Histories are kept: it can be restored until it is deleted for good.</p>
        )}
        {deletedAt === undefined && source.isPaused && (
          <p className="muted">
            Paused: neither polls nor webhooks sync it, and what it declares may move to another source.
          </p>
        )}
      </div>
    </div>
  );
}

function NoSuchSource({ name }: { readonly name: string }): ReactElement {
  useTitle("Not found");
  return (
    <div className="empty">
      <h1>There is no source named {name}.</h1>
      <p className="muted">
        It may have been deleted for good.{" "}
        <Link href="/sources" className="text-link">
          To the sources
        </Link>
      </p>
    </div>
  );
}
