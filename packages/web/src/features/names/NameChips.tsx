import type { ReactElement } from "react";
import { Link } from "wouter";
import { useGraph } from "../../api/queries.ts";
import { jobPath, resourcePath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { lookOf } from "../../ui/status.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { versionWords } from "../../ui/version-words.ts";

interface NameChipsProps {
  readonly names: readonly string[];
  /** Said when there are none. */
  readonly none: string;
}

/** Jobs and resources by name, each with its mark and a link. */
export function NameChips({ names, none }: NameChipsProps): ReactElement {
  if (names.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className="chips">
      {names.map((name) => (
        <li key={name}>
          <NameChip name={name} />
        </li>
      ))}
    </ul>
  );
}

function NameChip({ name }: { readonly name: string }): ReactElement {
  const { data: graph } = useGraph();
  const job = graph?.jobs.find((candidate) => candidate.name === name);
  const resource = graph?.resources.find((candidate) => candidate.name === name);
  if (job) {
    return (
      <Link href={jobPath(name)} className="chip" title={`${name}: ${lookOf(job.status).word}`}>
        <span style={{ color: `var(--status-${job.status})` }}>
          <Icon name={lookOf(job.status).icon} size={14} />
        </span>
        <span className="cut">{name}</span>
      </Link>
    );
  }
  return (
    <Link href={resourcePath(name)} className="chip" title={name}>
      <Icon name={iconOfType(resource?.type ?? "")} size={14} />
      <span className="cut">{name}</span>
      {resource?.latest && <span className="mono">{versionWords(resource.latest)}</span>}
    </Link>
  );
}
