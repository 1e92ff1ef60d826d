import type { RunView } from "@landbridge/api";
import type { ReactElement, ReactNode } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath } from "../../paths.ts";
import { useGraph, useWhy } from "../../api/queries.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { shortName } from "../../ui/version-words.ts";

/** What went into a run and what came of it. */
export function RunDetails({ run }: { readonly run: RunView }): ReactElement {
  const { data: graph } = useGraph();
  return (
    <div className="run-details">
      <Part title="Read" none={run.inputs.length === 0 ? "No inputs." : undefined}>
        {run.inputs.map((input) => (
          <VersionLine
            key={input.name}
            href={input.kind === "job" ? jobPath(input.name) : resourcePath(input.name)}
            type={input.type}
            name={input.name}
            version={versionText(input)}
          />
        ))}
      </Part>
      <Part title="Made" none={run.outputs.length === 0 ? "No new versions." : undefined}>
        {run.outputs.map((output) => (
          <VersionLine
            key={output.name}
            href={resourcePath(output.name)}
            type={graph?.resources.find(({ name }) => name === output.name)?.type ?? ""}
            name={output.name}
            version={versionText(output)}
          />
        ))}
      </Part>
      <RunState run={run} />
      <RunDecision run={run} />
    </div>
  );
}

function RunState({ run }: { readonly run: RunView }): ReactElement {
  const values = Object.entries(run.state.values);
  const { files } = run.state;
  return (
    <Part title="State" none={values.length + files.length === 0 ? "Nothing saved." : undefined}>
      <dl className="state">
        {values.map(([key, value]) => (
          <div key={key} className="state-line">
            <dt className="mono cut" title={key}>
              {key}
            </dt>
            <dd className="mono cut" title={value}>
              {value}
            </dd>
          </div>
        ))}
        {files.map((file) => (
          <div key={file.path} className="state-line">
            <dt className="mono cut" title={file.path}>
              <Icon name="file" size={12} /> {file.path}
            </dt>
            <dd className="muted">{file.size} bytes</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

/** The decision that made the run, while it is among the last ones. */
function RunDecision({ run }: { readonly run: RunView }): ReactElement | null {
  const { data: why } = useWhy(run.job);
  const decision = why?.decisions.find((candidate) => candidate.runNumber === run.number);
  if (!decision) return null;
  return (
    <Part title="Decision">
      <p>
        <Sentence text={decision.text} />
      </p>
      <p className="muted small">
        <Sentence text={decision.event} />
      </p>
    </Part>
  );
}

interface PartProps {
  readonly title: string;
  readonly none?: string | undefined;
  readonly children: ReactNode;
}

function Part({ title, none, children }: PartProps): ReactElement {
  return (
    <section className="run-part">
      <h3>{title}</h3>
      {none === undefined ? children : <p className="muted">{none}</p>}
    </section>
  );
}

interface VersionLineProps {
  readonly href: string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
}

function VersionLine({ href, type, name, version }: VersionLineProps): ReactElement {
  return (
    <Link href={href} className="version-line">
      <Icon name={iconOfType(type)} size={14} />
      <span className="cut">{name}</span>
      <span className="mono small cut" title={version}>
        {version}
      </span>
    </Link>
  );
}

export function versionText(version: {
  readonly versionNumber?: number;
  readonly versionName?: string;
}): string {
  if (version.versionNumber === undefined) return "no version";
  const name = version.versionName === undefined ? "" : ` ${shortName(version.versionName)}`;
  return `#${version.versionNumber}${name}`;
}
