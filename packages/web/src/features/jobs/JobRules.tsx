import type { JobDetailView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import { Moment } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { rulesOf } from "./job-rules.ts";
import type { JobRule } from "./job-rules.ts";

const ICONS: Readonly<Record<JobRule["kind"], IconName>> = {
  approval: "gated",
  retry: "sync",
  supersede: "skipped",
};

/** What holds its runs back beside its inputs; nothing where there is nothing to say. */
export function JobRules({ job }: { readonly job: JobDetailView }): ReactElement | null {
  const rules = rulesOf(job);
  if (rules.length + job.locks.length + job.quarantined.length === 0) return null;
  return (
    <section className="card">
      <header className="card-head">
        <h2>Rules</h2>
      </header>
      <ul className="card-body rules">
        {rules.map(({ kind, text }) => (
          <li key={kind} className="rule">
            <Icon name={ICONS[kind]} />
            <span>
              <Sentence text={text} />
            </span>
          </li>
        ))}
        {job.locks.map((lock) => (
          <li key={lock.name} className="rule">
            <Icon name="lock" />
            <LockWords lock={lock} />
          </li>
        ))}
        {job.quarantined.map(({ number, reason, by, at }) => (
          <li key={number} className="rule">
            <Icon name="quarantine" />
            <span>
              What{" "}
              <Link href={runPath(job.name, number)} className="name-link">
                #{number}
              </Link>{" "}
              left is in quarantine: {reason}{" "}
              <span className="muted small">
                {by}, <Moment at={at} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LockWords({
  lock: { name, heldBy },
}: {
  readonly lock: JobDetailView["locks"][number];
}): ReactElement {
  return (
    <span>
      Holds the lock <span className="mono">{name}</span> while it runs.{" "}
      {heldBy ? (
        <>
          Now{" "}
          <Link href={runPath(heldBy.job, heldBy.number)} className="name-link">
            {heldBy.job} #{heldBy.number}
          </Link>{" "}
          has it.
        </>
      ) : (
        <span className="muted">It is free.</span>
      )}
    </span>
  );
}
