import type { FateView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useVersionWhy } from "../../api/queries.ts";
import { jobPath, runPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Unread } from "../../ui/Note.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { lookOf } from "../../ui/status.ts";
import { CauseChain } from "../why/CauseChain.tsx";
import { UnblockList } from "../why/UnblockList.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { statusOfFate, wordsOfFate } from "./fate-words.ts";

interface VersionFatesProps {
  readonly resource: string;
  readonly number: number;
}

/** Which jobs took a version, which did not and why, and where it came from. */
export function VersionFates({ resource, number }: VersionFatesProps): ReactElement {
  const query = useVersionWhy(resource, number);
  if (!query.data) return <Unread what="who took it" query={query} />;
  const { consumers, chain } = query.data;
  return (
    <div className="fates">
      <h3>Who took it</h3>
      {consumers.length === 0 && <p className="muted">No job reads {resource}.</p>}
      <ul>
        {consumers.map((fate) => (
          <li key={fate.job}>
            <Fate fate={fate} />
          </li>
        ))}
      </ul>
      <h3>Where it came from</h3>
      <CauseChain chain={chain} />
    </div>
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
        {reason && (
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
