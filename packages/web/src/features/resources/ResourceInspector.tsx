import type { GraphView, ResourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useVersions } from "../../api/queries.ts";
import { resourcePath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { iconOfType } from "../../ui/type-icon.ts";
import { NameChips } from "../names/NameChips.tsx";
import { VersionList } from "./VersionList.tsx";
import { neighboursOfResource } from "./resource-neighbours.ts";

const VERSIONS = 8;

interface ResourceInspectorProps {
  readonly resource: ResourceView;
  readonly graph: GraphView;
}

/** A resource beside the graph: its newest versions, who makes and who reads it. */
export function ResourceInspector({ resource, graph }: ResourceInspectorProps): ReactElement {
  const { data: versions } = useVersions(resource.name);
  const { madeBy, readBy } = neighboursOfResource(graph, resource.name);
  return (
    <div className="inspected">
      <header className="inspected-head">
        <Icon name={iconOfType(resource.type)} size={18} />
        <h2 className="cut" title={resource.name}>
          <Link href={resourcePath(resource.name)}>{resource.name}</Link>
        </h2>
        <span className="tag">{resource.type}</span>
      </header>
      {resource.inconsistent !== undefined && <p className="refusal">{resource.inconsistent}</p>}
      <div className="button-row">
        <Link href={resourcePath(resource.name)} className="button">
          Open <kbd>Enter</kbd>
        </Link>
      </div>
      <section className="inspected-part">
        <h3>Newest versions</h3>
        {versions && (
          <div className="card">
            <VersionList resource={resource.name} versions={versions.slice(0, VERSIONS)} />
          </div>
        )}
      </section>
      <section className="inspected-part">
        <h3>Made by</h3>
        <NameChips names={madeBy} none="No job: its versions come from the configuration or from outside." />
      </section>
      <section className="inspected-part">
        <h3>Read by</h3>
        <NameChips names={readBy} none="No job." />
      </section>
      {resource.place && (
        <p className="muted mono small cut">
          {resource.place.file}:{resource.place.line}
        </p>
      )}
    </div>
  );
}
