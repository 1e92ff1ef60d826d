import type { GateView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath, runPath } from "../../paths.ts";
import { Moment } from "../../ui/Moment.tsx";
import { shortName } from "../../ui/version-words.ts";
import { sentenceOfDifference } from "./gate-words.ts";

interface GateDifferenceProps {
  readonly gate: GateView;
  readonly job: string;
}

/** What the gate would let through beside what was let through last; what changed is marked. */
export function GateDifference({ gate, job }: GateDifferenceProps): ReactElement {
  const { lastLetThrough: last, difference } = gate;
  return (
    <div className="gate-part">
      <h3>What would go through</h3>
      <p>
        {sentenceOfDifference(gate)}
        {last && (
          <span className="muted">
            {" "}
            Last:{" "}
            <Link href={runPath(job, last.number)} className="name-link">
              #{last.number}
            </Link>
            , <Moment at={last.startedAt} />
          </span>
        )}
      </p>
      {difference.length > 0 && (
        <div className="card card-scroll">
          <table className="table difference">
            <thead>
              <tr>
                <th>Input</th>
                <th>Let through last</th>
                <th>Now</th>
              </tr>
            </thead>
            <tbody>
              {difference.map((row) => (
                <DifferenceRow key={row.name} row={row} isCompared={last !== undefined} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

type Row = GateView["difference"][number];

interface DifferenceRowProps {
  readonly row: Row;
  /** There is something that it is compared with. */
  readonly isCompared: boolean;
}

function DifferenceRow({ row, isCompared }: DifferenceRowProps): ReactElement {
  const isChanged = isCompared && row.isChanged;
  return (
    <tr data-changed={isChanged ? "" : undefined}>
      <td>
        <Name row={row} />
        {isChanged && <span className="tag difference-mark">changed</span>}
      </td>
      <td className="muted">
        <Version row={row} version={row.before} />
      </td>
      <td className={isChanged ? "difference-new" : ""}>
        <Version row={row} version={row.version} />
      </td>
    </tr>
  );
}

function Name({ row: { name, kind } }: { readonly row: Row }): ReactElement {
  if (kind === "missing") return <span className="muted">{name} (gone)</span>;
  return (
    <Link href={kind === "job" ? jobPath(name) : resourcePath(name)} className="name-link">
      {name}
    </Link>
  );
}

interface VersionProps {
  readonly row: Row;
  readonly version: Row["version"];
}

function Version({ row: { name, kind }, version }: VersionProps): ReactElement {
  if (!version) return <span className="muted">none</span>;
  const words = (
    <>
      <span>#{version.number}</span>
      {version.name !== undefined && <span> {shortName(version.name)}</span>}
    </>
  );
  if (kind === "missing") return <span className="mono">{words}</span>;
  const path = kind === "job" ? runPath(name, version.number) : resourcePath(name, version.number);
  return (
    <Link href={path} className="mono" title={version.name}>
      {words}
    </Link>
  );
}
