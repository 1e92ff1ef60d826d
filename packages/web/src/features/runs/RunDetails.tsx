import type { RunView } from "@landbridge/api";
import type { ReactElement, ReactNode } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath, runPath } from "../../paths.ts";
import { useGraph } from "../../api/queries.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { Icon } from "../../ui/Icon.tsx";
import { shortName } from "../../ui/version-words.ts";
import { VoteList } from "../gates/VoteList.tsx";
import { countOfApprovals } from "../gates/gate-words.ts";
import { GivenInputs } from "../inputs/GivenInputs.tsx";
import { RunTakers } from "./RunTakers.tsx";
import { RunWhy } from "./RunWhy.tsx";

/** What went into a run and what came of it. */
export function RunDetails({ run }: { readonly run: RunView }): ReactElement {
  return (
    <div className="run-details">
      <Part title="Why">
        <RunWhy run={run} />
      </Part>
      {run.gateDetail && run.status !== "gated" && (
        <Part title={`Approval: ${countOfApprovals(run.gateDetail)}`}>
          <VoteList votes={run.gateDetail.votes} isOver />
        </Part>
      )}
      {Object.keys(run.givenInputs).length > 0 && (
        <Part title="Given">
          <GivenInputs given={run.givenInputs} />
        </Part>
      )}
      {run.startedAt !== undefined && <RunContents run={run} />}
      {run.status === "success" && (
        <Part title="Who took this version">
          <RunTakers run={run} />
        </Part>
      )}
    </div>
  );
}

/** What it read, made and saved. */
function RunContents({ run }: { readonly run: RunView }): ReactElement {
  const { data: graph } = useGraph();
  return (
    <>
      <Part title="Read" none={run.inputs.length === 0 ? "No inputs." : undefined}>
        {run.inputs.map((input) => (
          <VersionLine
            key={input.name}
            href={pathOfInput(input)}
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
            href={resourcePath(output.name, output.versionNumber)}
            type={graph?.resources.find(({ name }) => name === output.name)?.type ?? ""}
            name={output.name}
            version={versionText(output)}
          />
        ))}
      </Part>
      <RunState run={run} />
    </>
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

/** A version that was read: of a job, the run that left it. */
export function pathOfInput({ kind, name, versionNumber }: RunView["inputs"][number]): string {
  if (kind !== "job") return resourcePath(name, versionNumber);
  return versionNumber === undefined ? jobPath(name) : runPath(name, versionNumber);
}

export function versionText(version: {
  readonly versionNumber?: number;
  readonly versionName?: string;
}): string {
  if (version.versionNumber === undefined) return "no version";
  const name = version.versionName === undefined ? "" : ` ${shortName(version.versionName)}`;
  return `#${version.versionNumber}${name}`;
}
