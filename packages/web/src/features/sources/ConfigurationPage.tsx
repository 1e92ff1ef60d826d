import type { ConfigurationView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useConfiguration } from "../../api/source-queries.ts";
import { configurationPath, sourcePath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Unread } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { ConfigurationContent } from "./ConfigurationContent.tsx";

interface ConfigurationPageProps {
  readonly source: string;
  readonly number: number;
}

/** One sync in the history of a source, at an address of its own. */
export function ConfigurationPage({ source, number }: ConfigurationPageProps): ReactElement {
  useTitle(`${source}, sync ${number}`);
  const query = useConfiguration(source, number);
  const { data } = query;
  const configuration = data?.find((candidate) => candidate.number === number);
  const neighbour = (other: number): ConfigurationView | undefined =>
    data?.find((candidate) => candidate.number === other);
  return (
    <div className="page">
      <header className="page-head">
        <Icon name="history" size={20} />
        <h1>
          <Link href={sourcePath(source)} className="source-link">
            {source}
          </Link>{" "}
          <span className="muted">sync #{number}</span>
        </h1>
        <nav className="button-row page-head-end" aria-label="Neighbours in the history">
          <Neighbour source={source} other={neighbour(number - 1)} words="older" />
          <Neighbour source={source} other={neighbour(number + 1)} words="newer" />
        </nav>
      </header>
      <Unread what="the sync" query={query} />
      {data && !configuration && <NoSuchConfiguration source={source} number={number} />}
      {configuration && (
        <section className="card card-body" aria-label={`Sync ${number}`}>
          <ConfigurationContent source={source} configuration={configuration} />
        </section>
      )}
    </div>
  );
}

interface NeighbourProps {
  readonly source: string;
  readonly other: ConfigurationView | undefined;
  readonly words: "older" | "newer";
}

function Neighbour({ source, other, words }: NeighbourProps): ReactElement | null {
  if (!other) return null;
  return (
    <Link href={configurationPath(source, other.number)} className="button" data-kind="quiet">
      #{other.number} {words}
    </Link>
  );
}

function NoSuchConfiguration({ source, number }: ConfigurationPageProps): ReactElement {
  return (
    <p className="card card-body">
      {source} has no sync #{number} in its history.{" "}
      <Link href={sourcePath(source)} className="text-link">
        To its history
      </Link>
    </p>
  );
}
