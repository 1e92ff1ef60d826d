import type { RunSummaryView, RunView } from "@landbridge/api";
import { useMemo } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useRun, useRuns } from "../../api/queries.ts";
import { runPath } from "../../paths.ts";
import { CodeBlock } from "../../ui/CodeBlock.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { Unread } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { Sentence } from "../names/Sentence.tsx";
import { countOfApprovals, sentenceOfApprovers, sentenceOfDifference, wordsOfWay } from "./gate-words.ts";

const EXAMPLE = `jobs:
  - name: deploy_prod
    type: runSh
    approval:
      approvers: [release-managers, alice]
      required: 2
      message: Ship it?
    steps:
      - IN: staging_deploy
      - TASK: { name: ship, script: [./ship.sh] }
`;

/** Every run of the workspace that waits for an approval. */
export function GatesPage(): ReactElement {
  useTitle("Gates");
  const query = useRuns("gated");
  const runs = useMemo(() => query.data?.pages.flat() ?? [], [query.data]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>Gates</h1>
        <span className="muted">runs that wait for an approval; they hold no agent and no lock</span>
      </header>
      <Unread what="the gates" query={query} />
      {query.data && runs.length === 0 && (
        <>
          <p className="card card-body muted">
            Nothing waits for an approval. A job asks for one when its configuration says so:
          </p>
          <CodeBlock text={EXAMPLE} label="A job with an approval" />
        </>
      )}
      {runs.length > 0 && (
        <ul className="gate-list">
          {runs.map((run) => (
            <li key={run.id}>
              <GateCard run={run} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A gate in short: what it asks, how it stands, and whether who looks may answer. */
function GateCard({ run }: { readonly run: RunSummaryView }): ReactElement {
  const { data } = useRun(run.job, run.number);
  const path = runPath(run.job, run.number);
  return (
    <section className="card gate-card" aria-label={`${run.job} #${String(run.number)}`}>
      <header className="gate-card-head">
        <span className="gate-card-mark">
          <Icon name="gated" size={18} />
        </span>
        <h2>
          <Link href={path}>
            {run.job} <span className="run-head-number">#{run.number}</span>
          </Link>
        </h2>
        {run.gate && <span className="tag">{countOfApprovals(run.gate)}</span>}
        <Turn run={data} />
        <Link href={path} className="button page-head-end">
          {wordsOfWay(data?.gateDetail?.mine)}
        </Link>
      </header>
      <div className="gate-card-body">
        {data?.gateDetail?.message !== undefined && (
          <p className="gate-card-message">{data.gateDetail.message}</p>
        )}
        <p className="muted">
          because <Sentence text={run.cause.text} /> · <Moment at={run.queuedAt} />
        </p>
        {data?.gateDetail && (
          <p className="muted">
            {sentenceOfDifference(data.gateDetail)} Needs{" "}
            <Sentence text={sentenceOfApprovers(data.gateDetail)} />
          </p>
        )}
        {run.gate && (
          <p className="muted small">
            Expires <Moment at={run.gate.expiresAt} />
          </p>
        )}
      </div>
    </section>
  );
}

/** Whether it waits for whoever looks at it. */
function Turn({ run }: { readonly run: RunView | undefined }): ReactElement | null {
  const mine = run?.gateDetail?.mine;
  if (!mine) return null;
  return mine.mayApprove ? (
    <span className="tag gate-turn">waiting for you</span>
  ) : (
    <span className="tag" title={mine.whyNotApprove}>
      waiting for others
    </span>
  );
}
