import type { GraphView, ResourceView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useGraph } from "../../api/queries.ts";
import { resourcePath, runPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { Unread } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { versionWords } from "../../ui/version-words.ts";
import { neighboursOfResource } from "./resource-neighbours.ts";

/** Every resource with its newest version. */
export function ResourcesPage(): ReactElement {
  useTitle("Resources");
  const query = useGraph();
  const { data: graph } = query;
  const [words, setWords] = useState("");
  const shown = graph?.resources.filter(({ name, type }) =>
    `${name} ${type}`.toLowerCase().includes(words.toLowerCase()),
  );
  return (
    <div className="page">
      <header className="page-head">
        <h1>Resources</h1>
        <input
          className="input page-head-end"
          type="search"
          placeholder="Filter by name or type"
          aria-label="Filter resources by name or type"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </header>
      <Unread what="the resources" query={query} />
      {graph && shown?.length === 0 && (
        <p className="card card-body muted">
          {words === ""
            ? "No resource is declared yet: see `resources:` in the configuration."
            : `No resource matches “${words}”.`}
        </p>
      )}
      {graph && shown && shown.length > 0 && <ResourceTable graph={graph} resources={shown} />}
    </div>
  );
}

interface ResourceTableProps {
  readonly graph: GraphView;
  readonly resources: readonly ResourceView[];
}

function ResourceTable({ graph, resources }: ResourceTableProps): ReactElement {
  return (
    <div className="card card-scroll">
      <table className="table resources-table">
        <thead>
          <tr>
            <th>Resource</th>
            <th className="wide-only">Type</th>
            <th>Newest version</th>
            <th className="wide-only">From</th>
            <th className="wide-only">Read by</th>
            <th>When</th>
          </tr>
        </thead>
        <tbody>
          {resources.map((resource) => (
            <ResourceRow
              key={resource.name}
              resource={resource}
              readers={neighboursOfResource(graph, resource.name).readBy.length}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ResourceRow({
  resource,
  readers,
}: {
  readonly resource: ResourceView;
  readonly readers: number;
}): ReactElement {
  const { latest } = resource;
  return (
    <tr>
      <td>
        <Link href={resourcePath(resource.name)} className="with-icon">
          <Icon name={iconOfType(resource.type)} />
          <strong>{resource.name}</strong>
        </Link>
      </td>
      <td className="wide-only muted">{resource.type}</td>
      <td>
        {latest ? (
          <span className="chip">
            <span className="mono">{versionWords(latest)}</span>
          </span>
        ) : (
          <span className="muted">none yet</span>
        )}
      </td>
      <td className="wide-only muted">
        {latest?.producedBy ? (
          <Link href={runPath(latest.producedBy.job, latest.producedBy.number)} className="name-link">
            {latest.producedBy.job} #{latest.producedBy.number}
          </Link>
        ) : (
          latest && (latest.origin === "configuration" ? "configuration" : "outside")
        )}
      </td>
      <td className="wide-only muted">
        {readers === 0 ? "no job" : readers === 1 ? "1 job" : `${readers} jobs`}
      </td>
      <td className="muted">{latest && <Moment at={latest.createdAt} />}</td>
    </tr>
  );
}
