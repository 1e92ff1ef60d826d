import type { VersionView } from "@landbridge/api";
import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { useHash } from "../../ui/hash.ts";
import { CodeBlock } from "../../ui/CodeBlock.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { yamlText } from "../../ui/yaml-text.ts";
import { VersionActions } from "../versions/VersionActions.tsx";
import { VersionFates } from "../versions/VersionFates.tsx";

interface VersionListProps {
  readonly resource: string;
  readonly versions: readonly VersionView[];
}

/** Versions of a resource, newest first; each opens to its values, its files, and who took it. */
export function VersionList({ resource, versions }: VersionListProps): ReactElement {
  const hash = useHash();
  if (versions.length === 0) return <p className="card-body muted">It has no version yet.</p>;
  return (
    <ol className="versions">
      {versions.map((version) => {
        const isTarget = hash === `#v${version.number}`;
        return (
          <li key={version.number} id={`v${version.number}`}>
            {/* A version has an address: who comes by it finds it open. */}
            <Version key={String(isTarget)} resource={resource} version={version} isTarget={isTarget} />
          </li>
        );
      })}
    </ol>
  );
}

interface VersionProps {
  readonly resource: string;
  readonly version: VersionView;
}

function Version({
  resource,
  version,
  isTarget,
}: VersionProps & { readonly isTarget: boolean }): ReactElement {
  const [wasOpened, setOpened] = useState(isTarget);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isTarget) details.current?.scrollIntoView({ block: "nearest" });
  }, [isTarget]);
  return (
    <details
      className="version"
      ref={details}
      open={isTarget}
      data-quarantined={version.quarantined ? "" : undefined}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary className="version-head">
        <Icon name="right" size={14} className="version-open" />
        <strong className="version-number">#{version.number}</strong>
        <span className="version-name">
          <span className="mono cut">{version.name}</span>
          {version.quarantined && (
            <span className="tag with-icon version-quarantined">
              <Icon name="quarantine" size={12} /> in quarantine
            </span>
          )}
        </span>
        <span className="muted cut">
          <Origin version={version} />
        </span>
        <span className="muted version-time">
          <Moment at={version.createdAt} />
        </span>
      </summary>
      {wasOpened && <VersionContent resource={resource} version={version} />}
    </details>
  );
}

function Origin({ version }: { readonly version: VersionView }): ReactElement {
  const { producedBy } = version;
  if (producedBy) {
    return (
      <>
        made by{" "}
        <Link href={runPath(producedBy.job, producedBy.number)} className="name-link">
          {producedBy.job} #{producedBy.number}
        </Link>
      </>
    );
  }
  return <>{version.origin === "configuration" ? "from the configuration" : "from outside"}</>;
}

function VersionContent({ resource, version }: VersionProps): ReactElement {
  const { quarantined, number } = version;
  const itself = { kind: "resource", name: resource, number } as const;
  return (
    <div className="version-content">
      {quarantined && (
        <p className="quarantine-why">
          Nobody takes it: {quarantined.reason}{" "}
          <span className="muted small">
            {quarantined.by}, <Moment at={quarantined.at} />
          </span>
        </p>
      )}
      <VersionValues version={version} />
      <VersionFates version={itself} />
      <VersionActions version={itself} isQuarantined={quarantined !== undefined} />
    </div>
  );
}

function VersionValues({ version }: { readonly version: VersionView }): ReactElement {
  const isEmpty = Object.keys(version.values).length === 0 && version.files.length === 0;
  return (
    <>
      {isEmpty && <p className="muted">It holds no values.</p>}
      {Object.keys(version.values).length > 0 && (
        <CodeBlock text={yamlText(version.values)} label={`Values of version ${version.number}`} />
      )}
      {version.files.length > 0 && (
        <ul>
          {version.files.map((file) => (
            <li key={file.path} className="mono small">
              {file.path} <span className="muted">{file.size} bytes</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
