import { declaredForm } from "./declared-form.ts";
import { fieldChanges } from "./field-change.ts";
import type { FieldChange } from "./field-change.ts";
import type { JobDecision } from "./decision.ts";
import { gateChanges } from "./gate-change.ts";
import type { GateChange } from "./gate-change.ts";
import { canonicalJson } from "./json.ts";
import type { JsonValue } from "./json.ts";
import type { Job } from "./job.ts";
import type { NewVersion } from "./happening.ts";
import type { Resource } from "./resource.ts";
import { startersOf } from "./starter.ts";
import type { Starter } from "./starter.ts";
import type { Declared, SyncPlan } from "./sync.ts";
import { withoutWebhookKeys } from "./webhook-key.ts";
import type { Workflow } from "./workflow.ts";

export const CHANGE_ACTIONS = ["add", "change", "touch", "restore", "move", "remove"] as const;
/** `touch`: something changes that makes no new version and no other behaviour, such as flags. */
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** What a sync does to one resource or job. */
export interface ObjectChange {
  readonly name: string;
  readonly kind: "resource" | "job";
  readonly type: string;
  readonly action: ChangeAction;
  /** Where its declaration differs; empty for additions and removals. */
  readonly fields: readonly FieldChange[];
  /** What becomes of its versions or runs, one sentence; absent where it has none and gets none. */
  readonly history?: string;
}

/** A resource or job that can't work as it is declared. */
export interface Inconsistency {
  readonly name: string;
  readonly reason: string;
  /** It was consistent until now. */
  readonly isNew: boolean;
}

/** What a job that is added or changed waits for from now on. */
export interface JobStarters {
  readonly job: string;
  /** Empty: it is started by hand only. */
  readonly starters: readonly Starter[];
}

export interface MissingIntegration {
  readonly name: string;
  readonly usedBy: readonly string[];
}

/** Everything that a sync does, in the order in which people ask. Plain data: it is stored and sent. */
export interface ConfigurationPlan {
  /** "2 jobs and 3 resources; 1 added, 2 changed" */
  readonly summary: string;
  /** Nothing is different afterwards. */
  readonly isNothing: boolean;
  readonly changes: readonly ObjectChange[];
  readonly newVersions: readonly NewVersion[];
  /** Runs and waiting jobs that begin at once, and why. */
  readonly starts: readonly Pick<JobDecision, "job" | "verdict" | "reason" | "text" | "runNumber">[];
  /** Queued runs of removed jobs, which never start. */
  readonly canceledRuns: readonly { readonly job: string; readonly number: number }[];
  readonly starters: readonly JobStarters[];
  readonly gates: readonly GateChange[];
  readonly inconsistent: readonly Inconsistency[];
  /** Names that were inconsistent until now. */
  readonly mended: readonly string[];
  readonly integrations: readonly MissingIntegration[];
  /** Deployments that live because of a job that is removed, one sentence each. */
  readonly deployments: readonly { readonly job: string; readonly text: string }[];
}

/** What is known of the history of a name. */
export interface History {
  /** Versions of a resource, or runs of a job. */
  readonly count: number;
  /** Number of the newest job version. */
  readonly lastSuccess?: number;
}

/** What happened to the facts when the sync was decided. */
export interface Consequences {
  readonly newVersions: readonly NewVersion[];
  readonly decisions: readonly JobDecision[];
  readonly canceledRuns: ConfigurationPlan["canceledRuns"];
  /** Names with reasons, before and after. */
  readonly inconsistentBefore: ReadonlyMap<string, string>;
  readonly inconsistentAfter: ReadonlyMap<string, string>;
}

export interface PlanContext {
  readonly summary: string;
  readonly plan: SyncPlan;
  readonly before: {
    readonly resources: ReadonlyMap<string, Declared<Resource>>;
    readonly jobs: ReadonlyMap<string, Declared<Job>>;
  };
  /** The whole workflow as it will be. */
  readonly after: Workflow;
  readonly historyOf: (kind: "resource" | "job", name: string) => History;
  readonly isIntegrationKnown?: (name: string) => boolean;
  readonly consequences: Consequences;
}

/** Tells a decided sync to people and programs. */
export function describeSync(context: PlanContext): ConfigurationPlan {
  const { plan, before, after, consequences } = context;
  const changes = changesOf(context);
  const editedJobs = [...plan.addedJobs, ...plan.changedJobs, ...plan.restoredJobs];
  const { inconsistentBefore, inconsistentAfter } = consequences;
  const inconsistent = [...inconsistentAfter].map(([name, reason]) => ({
    name,
    reason,
    isNew: !inconsistentBefore.has(name),
  }));
  const isDeclared = (name: string): boolean => after.resources.has(name) || after.jobs.has(name);
  const mended = [...inconsistentBefore.keys()].filter(
    (name) => !inconsistentAfter.has(name) && isDeclared(name),
  );
  const isSameReasons = inconsistent.every(({ name, reason }) => inconsistentBefore.get(name) === reason);
  return {
    summary: context.summary,
    isNothing:
      changes.length === 0 && consequences.newVersions.length === 0 && mended.length === 0 && isSameReasons,
    changes,
    newVersions: consequences.newVersions,
    starts: consequences.decisions
      .filter(({ verdict }) => verdict === "queued" || verdict === "waiting" || verdict === "gated")
      .map(({ job, verdict, reason, text, runNumber }) => ({
        job,
        verdict,
        reason,
        text,
        ...(runNumber === undefined ? {} : { runNumber }),
      })),
    canceledRuns: consequences.canceledRuns,
    starters: editedJobs.map((job) => ({ job: job.name, starters: startersOf(after, job) })),
    gates: [...plan.changedJobs, ...plan.restoredJobs].flatMap((job) => {
      const earlier = before.jobs.get(job.name)?.thing;
      return earlier ? gateChanges(earlier, job) : [];
    }),
    inconsistent,
    mended,
    integrations: missingIntegrations(after, context.isIntegrationKnown),
    deployments: liveDeployments(context),
  };
}

function changesOf(context: PlanContext): readonly ObjectChange[] {
  const { plan, before } = context;
  const restored = new Set(plan.restoredResources.map(({ name }) => name));
  const changed: ObjectChange[] = [];
  const add = (action: ChangeAction, kind: "resource" | "job", thing: Resource | Job): void => {
    const earlier = kind === "job" ? before.jobs.get(thing.name) : before.resources.get(thing.name);
    const found =
      earlier && action !== "remove" ? fieldChanges(declaredForm(earlier.thing), declaredForm(thing)) : [];
    const history = historyText(context, action, kind, thing);
    const { name, type } = thing;
    const fields = type === "webhook" ? withoutWebhookKeys(found) : found;
    changed.push({ name, kind, type, action, fields, ...(history === undefined ? {} : { history }) });
  };
  for (const resource of plan.addedResources) add("add", "resource", resource);
  for (const resource of plan.restoredResources) add("restore", "resource", resource);
  for (const resource of plan.changedResources)
    if (!restored.has(resource.name)) add("change", "resource", resource);
  for (const resource of plan.touchedResources) add("touch", "resource", resource);
  for (const job of plan.addedJobs) add("add", "job", job);
  for (const job of plan.restoredJobs) add("restore", "job", job);
  for (const job of plan.changedJobs) add("change", "job", job);
  for (const { name, kind } of plan.moved) {
    const thing = kind === "job" ? before.jobs.get(name)?.thing : before.resources.get(name)?.thing;
    if (thing) add("move", kind, thing);
  }
  for (const name of plan.removedResources) {
    const thing = before.resources.get(name)?.thing;
    if (thing) add("remove", "resource", thing);
  }
  for (const name of plan.removedJobs) {
    const thing = before.jobs.get(name)?.thing;
    if (thing) add("remove", "job", thing);
  }
  return changed;
}

function historyText(
  { plan, historyOf }: PlanContext,
  action: ChangeAction,
  kind: "resource" | "job",
  { name, type }: Resource | Job,
): string | undefined {
  const { count } = historyOf(kind, name);
  const things = countOf(count, kind === "job" ? "run" : "version");
  const are = count === 1 ? "is" : "are";
  const adopted = plan.adopted.find((each) => each.name === name);
  if (action === "restore" && adopted) {
    const state = kind === "job" ? " and its state" : "";
    return `The source ${adopted.from} had declared and removed it: its ${things}${state} go on here.`;
  }
  if (action === "restore" && count > 0) return `Its ${things} ${are} there again; numbers go on.`;
  if (action === "move") {
    const from = plan.moved.find((move) => move.name === name)?.from ?? "";
    return `It comes from the source ${from} with its ${things}.`;
  }
  if (action !== "remove" || count === 0) return undefined;
  const successor = successorOf(plan, kind, name, type);
  const kept = `Its ${things} ${are} kept under this name until it is deleted for good.`;
  return successor === undefined
    ? kept
    : `${kept} ${successor} looks like the same under a new name; it begins without them.`;
}

/** The only addition of the same kind and type while only one such is removed: probably a new name. */
function successorOf(
  plan: SyncPlan,
  kind: "resource" | "job",
  name: string,
  type: string,
): string | undefined {
  const added = (kind === "job" ? plan.addedJobs : plan.addedResources).filter((each) => each.type === type);
  const removed = kind === "job" ? plan.removedJobs : plan.removedResources;
  return added.length === 1 && removed.length === 1 && removed[0] === name ? added[0]?.name : undefined;
}

function missingIntegrations(
  workflow: Workflow,
  isIntegrationKnown: ((name: string) => boolean) | undefined,
): readonly MissingIntegration[] {
  if (!isIntegrationKnown) return [];
  const usedBy = new Map<string, string[]>();
  const use = (integration: string, name: string): void => {
    if (isIntegrationKnown(integration)) return;
    const names = usedBy.get(integration);
    if (names) names.push(name);
    else usedBy.set(integration, [name]);
  };
  for (const { name, integration } of workflow.resources.values())
    if (integration !== undefined) use(integration, name);
  for (const { name, integrations } of workflow.jobs.values())
    for (const integration of integrations) use(integration, name);
  return [...usedBy].map(([name, names]) => ({ name, usedBy: names }));
}

/** Reference §1.6: a removed deploy or provision job takes what it put up with it. */
function liveDeployments({ plan, before, historyOf }: PlanContext): ConfigurationPlan["deployments"] {
  return plan.removedJobs.flatMap((name) => {
    const job = before.jobs.get(name)?.thing;
    const version = historyOf("job", name).lastSuccess;
    if (!job || version === undefined || (job.type !== "deploy" && job.type !== "provision")) return [];
    const what = job.type === "deploy" ? "the services that it deployed" : "what it provisioned";
    return [{ job: name, text: `Removing ${name} deletes ${what} in version ${String(version)}.` }];
  });
}

/** Identifies what a plan does: equal plans have equal texts, whatever was found outside meanwhile. */
export function identityOfPlan(plan: ConfigurationPlan): string {
  const { changes, newVersions, starts, canceledRuns, inconsistent, mended } = plan;
  const text = {
    changes: changes.map(({ name, kind, action, fields }) => ({ name, kind, action, fields })),
    // Which commit a repository stands at may differ a moment later; that there is a version may not.
    versions: newVersions.map(({ resource, number }) => ({ resource, number })),
    starts: starts.map(({ job, verdict }) => ({ job, verdict })),
    canceledRuns,
    inconsistent,
    mended,
  };
  return canonicalJson(JSON.parse(JSON.stringify(text)) as JsonValue);
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
