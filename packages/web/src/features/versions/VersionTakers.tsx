import type { FateView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, runPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { lookOf } from "../../ui/status.ts";
import { Sentence } from "../names/Sentence.tsx";
import { UnblockList } from "../why/UnblockList.tsx";
import { statusOfFate, wordsOfFate } from "./fate-words.ts";

interface VersionTakersProps {
  /** The resource or job whose version it is. */
  readonly name: string;
  readonly consumers: readonly FateView[];
}

/** Which jobs took a version, which will, and which did not and why. */
export function VersionTakers({ name, consumers }: VersionTakersProps): ReactElement {
  if (consumers.length === 0) return <p className="muted">No job reads {name}.</p>;
  return (
    <ul className="takers">
      {consumers.map((fate) => (
        <li key={fate.job}>
          <Fate fate={fate} />
        </li>
      ))}
    </ul>
  );
}

function Fate({ fate }: { readonly fate: FateView }): ReactElement {
  const { job, runs, reason, isSwitchedOn } = fate;
  const status = statusOfFate(fate);
  return (
    <div className="fate" data-outcome={fate.outcome} style={{ "--status": `var(--status-${status})` }}>
      <span className="fate-mark">
        <Icon name={lookOf(status).icon} size={14} />
      </span>
      <div className="fate-words">
        <p className="fate-line">
          <Link href={jobPath(job)} className="name-link">
            {job}
          </Link>{" "}
          {wordsOfFate(fate)}
          {!isSwitchedOn && <span className="tag">switched off</span>}
          {runs.map((run) => (
            <Link key={run.number} href={runPath(job, run.number)} className="fate-run">
              #{run.number} <StatusMark status={run.status} as="mark" />
            </Link>
          ))}
        </p>
        {/* That it is in quarantine stands above all of them. */}
        {reason && reason.code !== "version-quarantined" && (
          <>
            <p className="muted">
              <Sentence text={reason.text} />
            </p>
            <UnblockList unblock={reason.unblock} job={job} />
          </>
        )}
      </div>
    </div>
  );
}
