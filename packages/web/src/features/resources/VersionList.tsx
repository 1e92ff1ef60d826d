import type { VersionView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { CodeBlock } from "../../ui/CodeBlock.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { yamlText } from "../../ui/yaml-text.ts";

/** Versions of a resource, newest first; each opens to its values and files. */
export function VersionList({ versions }: { readonly versions: readonly VersionView[] }): ReactElement {
  if (versions.length === 0) return <p className="card-body muted">It has no version yet.</p>;
  return (
    <ol className="versions">
      {versions.map((version) => (
        <li key={version.number} id={`v${version.number}`}>
          <details className="version">
            <summary className="version-head">
              <Icon name="right" size={14} className="version-open" />
              <strong className="version-number">#{version.number}</strong>
              <span className="mono cut version-name">{version.name}</span>
              <span className="muted cut">
                <Origin version={version} />
              </span>
              <span className="muted version-time">
                <Moment at={version.createdAt} />
              </span>
            </summary>
            <VersionContent version={version} />
          </details>
        </li>
      ))}
    </ol>
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

function VersionContent({ version }: { readonly version: VersionView }): ReactElement {
  const isEmpty = Object.keys(version.values).length === 0 && version.files.length === 0;
  return (
    <div className="version-content">
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
    </div>
  );
}
