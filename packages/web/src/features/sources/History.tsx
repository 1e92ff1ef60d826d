import type { ConfigurationView } from "@landbridge/api";
import type { ReactElement } from "react";
import { useConfigurations } from "../../api/source-queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { Unread } from "../../ui/Note.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { shortName } from "../../ui/version-words.ts";
import { ConfigurationContent } from "./ConfigurationContent.tsx";

/** What the syncs of a source did, newest first. */
export function History({ source }: { readonly source: string }): ReactElement {
  const query = useConfigurations(source);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const configurations = data?.pages.flat();
  return (
    <section className="card" aria-label="History">
      <header className="card-head">
        <h2>History</h2>
        <span className="muted small">syncs that changed something or failed, newest first</span>
      </header>
      <Unread what="the history" query={query} />
      {configurations?.length === 0 && <p className="card-body muted">It was never synced.</p>}
      {configurations && configurations.length > 0 && (
        <ol className="history">
          {configurations.map((configuration) => (
            <li key={configuration.number}>
              <HistoryRow source={source} configuration={configuration} />
            </li>
          ))}
        </ol>
      )}
      {hasNextPage && (
        <p className="more history-more">
          <Button kind="quiet" icon="down" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? "Reading older ones…" : "Show older ones"}
          </Button>
        </p>
      )}
    </section>
  );
}

interface HistoryRowProps {
  readonly source: string;
  readonly configuration: ConfigurationView;
}

function HistoryRow({ source, configuration }: HistoryRowProps): ReactElement {
  const { number, status, text, by, commit, at } = configuration;
  return (
    <Disclosure
      className="history-entry"
      summary={
        <>
          <strong className="history-number">#{number}</strong>
          <StatusMark status={status} as="mark" />
          <span className="history-text cut" title={text}>
            {text}
          </span>
          <span className="history-commit">
            {commit !== undefined && <span className="tag mono">{shortName(commit)}</span>}
          </span>
          <span className="muted cut history-by" title={`by ${by}`}>
            {by}
          </span>
          <span className="muted history-time">
            <Moment at={at} />
          </span>
        </>
      }
    >
      {() => <ConfigurationContent source={source} configuration={configuration} isLinked />}
    </Disclosure>
  );
}
