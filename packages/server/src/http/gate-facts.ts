import type { GateMineView } from "@landbridge/api";
import {
  decideVote,
  inputsOf,
  isAtLeast,
  isFinal,
  knownVariables,
  planRun,
  substitute,
  versionsRead,
} from "@landbridge/core";
import type { Approval, Job, VersionLookup, VersionNumbers, Voter, VoteKind } from "@landbridge/core";
import type { RunRecord } from "../engine/run-record.ts";
import { approvalFor } from "../engine/votes.ts";
import type { WorkspaceCache } from "../engine/workspace-cache.ts";
import type { Account } from "../store/accounts.ts";
import type { Database } from "../store/database.ts";
import { findLetThrough } from "../store/gates.ts";
import { groupsOf } from "../store/groups.ts";
import { findContents } from "../store/kept-versions.ts";
import type { FoundContents, WantedVersion } from "../store/kept-versions.ts";

/** What looking at a gate works with. */
interface GateParts {
  readonly database: Database;
  readonly workspace: { readonly id: string };
  readonly url: () => string;
  readonly now: () => Date;
}

/** What is looked up of a gate beside its run. */
export interface GateFacts {
  readonly approval: Approval;
  /** With what is known of its variables filled in. */
  readonly message?: string;
  readonly mine: GateMineView;
  /** What would go through, or went. */
  readonly versions: VersionNumbers;
  readonly last?: { readonly number: number; readonly startedAt: Date; readonly versions: VersionNumbers };
  /** Names of the INs, those of today first. */
  readonly names: readonly string[];
  /** The name of a version, where it has one. */
  readonly nameOf: (subject: string, number: number) => string | undefined;
}

/** Who votes: the caller, with the groups that they belong to. */
export async function voterOf({ database, workspace }: GateParts, account: Account): Promise<Voter> {
  return {
    name: account.name,
    groups: await groupsOf(database.pool, workspace.id, account.name),
    mayRun: isAtLeast(account.role, "operator"),
  };
}

/** Everything that a person who stands before the gate of a run wants to know; none where it has no gate. */
export async function gateFactsOf(
  parts: GateParts,
  { cache, record, account }: { cache: WorkspaceCache; record: RunRecord; account: Account },
): Promise<GateFacts | undefined> {
  const { live, jobId, startedAt } = record;
  const job = cache.jobs.get(live.job)?.job;
  if (!live.gate || !job) return undefined;
  const approval = approvalFor(cache.workflow, live.job);
  const voter = await voterOf(parts, account);
  const found = await findLetThrough(parts.database.pool, jobId, {
    except: live.number,
    ...(startedAt ? { before: startedAt } : {}),
  });
  const last = found && { number: found.number, startedAt: found.started_at, versions: found.reads ?? {} };
  const versions = versionsOf(cache, job, record);
  const contents = await findVersions(parts, cache, [versions, last?.versions ?? {}]);
  const names = new Set([...inputsOf(job).map(({ from }) => from), ...Object.keys(last?.versions ?? {})]);
  const message =
    approval.message && filledMessage(approval.message, { parts, cache, record, versions, contents });
  return {
    approval,
    mine: mineOf(approval, { record, voter, at: parts.now().getTime() }),
    versions,
    names: [...names],
    nameOf: contents.nameOf,
    ...(last ? { last } : {}),
    ...(message === undefined ? {} : { message }),
  };
}

function versionsOf(
  { workflow, facts }: WorkspaceCache,
  job: Job,
  { live, status }: RunRecord,
): VersionNumbers {
  if (live.reads) return live.reads;
  return isFinal(status) ? (live.bound ?? {}) : versionsRead(workflow, facts, job, live);
}

function mineOf(
  approval: Approval,
  { record, voter, at }: { record: RunRecord; voter: Voter; at: number },
): GateMineView {
  const refusalOf = (kind: VoteKind): string | undefined => {
    const { live, status } = record;
    if (status !== "gated")
      return `${live.job} #${String(live.number)} waits for no approval: it is ${status}.`;
    const outcome = decideVote(approval, live, { by: voter.name, kind, at }, voter);
    return outcome.ok ? undefined : outcome.text;
  };
  const [whyNotApprove, whyNotReject] = [refusalOf("approve"), refusalOf("reject")];
  return {
    mayApprove: whyNotApprove === undefined,
    mayReject: whyNotReject === undefined,
    ...(whyNotApprove === undefined ? {} : { whyNotApprove }),
    ...(whyNotReject === undefined ? {} : { whyNotReject }),
  };
}

interface Contents {
  readonly nameOf: GateFacts["nameOf"];
  readonly found: FoundContents;
}

async function findVersions(
  { database }: GateParts,
  { resources, jobs }: WorkspaceCache,
  wanted: readonly VersionNumbers[],
): Promise<Contents> {
  const ids = new Map<string, string>();
  const asked = { resources: [] as WantedVersion[], jobs: [] as WantedVersion[], plans: [] };
  for (const [name, number] of wanted.flatMap((numbers) => Object.entries(numbers))) {
    const resource = resources.get(name);
    const id = resource?.id ?? jobs.get(name)?.id;
    if (id === undefined) continue;
    ids.set(name, id);
    asked[resource ? "resources" : "jobs"].push({ id, number });
  }
  const found = await findContents(database.pool, asked);
  return {
    found,
    nameOf(subject, number) {
      const id = ids.get(subject);
      const version =
        found.resources.find((each) => each.resourceId === id && each.number === number) ??
        found.jobs.find((each) => each.jobId === id && each.number === number);
      return version?.name;
    },
  };
}

interface Filling {
  readonly parts: GateParts;
  readonly cache: WorkspaceCache;
  readonly record: RunRecord;
  readonly versions: VersionNumbers;
  readonly contents: Contents;
}

/** The message as whoever votes reads it; a variable that nobody knows yet stays as it is written. */
function filledMessage(message: string, { parts, cache, record, versions, contents }: Filling): string {
  const { live, env } = record;
  const job = cache.workflow.jobs.get(live.job);
  if (!job) return message;
  const plan = planRun(cache.workflow, job, {
    workspace: cache,
    run: { ...live, reads: versions },
    lookup: lookupIn(cache, contents),
    env,
    url: `${parts.url()}/jobs/${encodeURIComponent(live.job)}/runs/${String(live.number)}`,
  });
  const known = knownVariables(plan);
  return substitute(message, (name) => (Object.hasOwn(known, name) ? known[name] : `\${${name}}`));
}

function lookupIn({ resources, jobs }: WorkspaceCache, { found }: Contents): VersionLookup {
  return {
    idOf: (name) => resources.get(name)?.id ?? jobs.get(name)?.id ?? "",
    resourceVersion(name, number) {
      const { id, latest } = resources.get(name) ?? {};
      if (number === undefined || latest?.number === number) return latest;
      const version = found.resources.find((each) => each.resourceId === id && each.number === number);
      return version && { ...version, resource: name };
    },
    jobVersion(name, number) {
      const { id, version: latest } = jobs.get(name) ?? {};
      if (number === undefined || latest?.number === number) return latest;
      return found.jobs.find((each) => each.jobId === id && each.number === number);
    },
  };
}
