import type { GraphView, ResourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useGraph, useVersions } from "../../api/queries.ts";
import { graphPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { NameChips } from "../names/NameChips.tsx";
import { VersionList } from "./VersionList.tsx";
import { neighboursOfResource } from "./resource-neighbours.ts";

export function ResourcePage({ name }: { readonly name: string }): ReactElement {
  useTitle(name);
  const { data: graph } = useGraph();
  const versions = useVersions(name);
  const resource = graph?.resources.find((candidate) => candidate.name === name);
  if (versions.error && !versions.data) {
    return (
      <div className="page">
        <ErrorNote
          error={versions.error}
          what={`The resource ${name} could not be read`}
          onRetry={() => void versions.refetch()}
        />
      </div>
    );
  }
  return (
    <div className="page">
      <ResourceHead name={name} resource={resource} />
      {resource?.inconsistent !== undefined && <p className="refusal">{resource.inconsistent}</p>}
      <div className="columns">
        <section className="card column-main">
          <header className="card-head">
            <h2>Versions</h2>
            <span className="muted small">newest first</span>
          </header>
          {versions.data ? (
            <VersionList resource={name} versions={versions.data} />
          ) : (
            <Patience>Reading the versions…</Patience>
          )}
        </section>
        <Surroundings name={name} graph={graph} place={resource?.place} />
      </div>
    </div>
  );
}

interface ResourceHeadProps {
  readonly name: string;
  readonly resource: ResourceView | undefined;
}

function ResourceHead({ name, resource }: ResourceHeadProps): ReactElement {
  return (
    <header className="page-head">
      <Icon name={iconOfType(resource?.type ?? "")} size={20} />
      <h1>{name}</h1>
      {resource && <span className="tag">{resource.type}</span>}
      {resource?.flags.map((flag) => (
        <span key={flag} className="tag">
          {flag}
        </span>
      ))}
      <Link href={graphPath(name)} className="button page-head-end" data-kind="quiet">
        <Icon name="graph" /> In the graph
      </Link>
    </header>
  );
}

interface SurroundingsProps {
  readonly name: string;
  readonly graph: GraphView | undefined;
  readonly place: ResourceView["place"];
}

/** Which jobs make it, which read it, and where it is written. */
function Surroundings({ name, graph, place }: SurroundingsProps): ReactElement {
  const { madeBy, readBy } = neighboursOfResource(graph, name);
  return (
    <section className="card column-side">
      <div className="card-body leads">
        <h3>Made by</h3>
        <NameChips names={madeBy} none="No job: its versions come from the configuration or from outside." />
        <h3>Read by</h3>
        <NameChips names={readBy} none="No job." />
        {place && (
          <>
            <h3>Declared in</h3>
            <p className="mono small cut">
              {place.file}:{place.line}
            </p>
          </>
        )}
      </div>
    </section>
  );
}
