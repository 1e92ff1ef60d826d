import { inputsOf } from "../job.ts";
import type { Job, Pin } from "../job.ts";
import type { JsonObject } from "../json.ts";
import { runManagedJob } from "../managed-job.ts";
import type { ManagedOutcome } from "../managed-outcome.ts";
import { EMPTY_STATE, planRun } from "../plan.ts";
import type { VersionLookup } from "../plan.ts";
import { contentFromPosted, contentFromValues } from "../resource-version.ts";
import type { ResourceVersion } from "../resource-version.ts";
import type { RunPlan } from "../run-plan.ts";
import { createWorkflow } from "../workflow.ts";
import type { WorkflowDefinition } from "../workflow.ts";

interface MadeVersion {
  readonly number: number;
  readonly name?: string;
  readonly content: JsonObject;
}

/** A workflow whose managed jobs run at once when they are told to, with all versions that they made. */
export interface ManagedLine {
  /** A new version of a resource: pairs over those of the newest one. */
  post(resource: string, values: JsonObject): void;
  /** The next run of a job; what it makes is the job's newest version. */
  run(job: string): ManagedOutcome;
  /** What the version of the next run holds; fails the test if there is none. */
  made(job: string): JsonObject;
  /** The name of the version that the next run makes. */
  named(job: string): string | undefined;
  /** A version of a job that was made elsewhere. */
  put(job: string, content: JsonObject, name?: string): void;
  plan(job: string, env?: Readonly<Record<string, string>>): RunPlan;
}

export function createManagedLine(definition: WorkflowDefinition): ManagedLine {
  const line = createWorkflow(definition);
  const resources = new Map(
    definition.resources.map(({ name, type, values }) => {
      return [name, [versionOf(name, 1, contentFromValues(type, values))]];
    }),
  );
  const jobs = new Map<string, MadeVersion[]>(definition.jobs.map(({ name }) => [name, []]));
  const lookup: VersionLookup = {
    idOf: (name) => `id-of-${name}`,
    resourceVersion: (name, number) => chosen(resources.get(name), pinAt(number)),
    jobVersion(name, number) {
      const version = chosen(jobs.get(name), pinAt(number));
      return version && { ...version, runId: `${name}#${version.number}`, state: EMPTY_STATE };
    },
  };
  const jobNamed = (name: string): Job => {
    const job = line.jobs.get(name);
    if (!job) throw new Error(`${name} is not a job of the workflow`);
    return job;
  };
  const readsOf = (job: Job): Readonly<Record<string, number>> => {
    const read = inputsOf(job).flatMap(({ from, pin }) => {
      const version = chosen<Numbered>(resources.get(from) ?? jobs.get(from), pin);
      return version ? [[from, version.number] as const] : [];
    });
    return Object.fromEntries(read);
  };
  const plan = (name: string, env: Readonly<Record<string, string>> = {}): RunPlan => {
    const number = (jobs.get(name)?.length ?? 0) + 1;
    const run = {
      id: `${name}#${number}`,
      job: name,
      number,
      status: "processing",
      mode: "chrono",
      cause: { kind: "manual", by: "alice" },
      priority: 0,
      order: number,
      isCancelRequested: false,
      reads: readsOf(jobNamed(name)),
    } as const;
    const facts = { workspace: { id: "w", name: "acme" }, run, lookup, env, url: `http://x/${name}` };
    return planRun(line, jobNamed(name), facts);
  };
  const put = (name: string, content: JsonObject, versionName?: string): void => {
    const made = jobs.get(name) ?? [];
    made.push({
      number: made.length + 1,
      content,
      ...(versionName === undefined ? {} : { name: versionName }),
    });
  };
  const run = (name: string): ManagedOutcome => {
    const last = jobs.get(name)?.at(-1);
    const previous = last && {
      content: last.content,
      ...(last.name === undefined ? {} : { versionName: last.name }),
    };
    const outcome = runManagedJob(jobNamed(name), plan(name), previous);
    if (outcome.ok) put(name, outcome.content, outcome.versionName);
    return outcome;
  };
  const succeeded = (name: string): Extract<ManagedOutcome, { ok: true }> => {
    const outcome = run(name);
    if (!outcome.ok) throw new Error(outcome.text);
    return outcome;
  };
  return {
    post(name, values) {
      const made = resources.get(name) ?? [];
      const type = line.resources.get(name)?.type ?? "";
      const before = made.at(-1) ?? contentFromValues(type, {});
      made.push(versionOf(name, made.length + 1, contentFromPosted(type, before, { values })));
    },
    run,
    made: (name) => succeeded(name).content,
    named: (name) => succeeded(name).versionName,
    put,
    plan,
  };
}

function versionOf(
  resource: string,
  number: number,
  content: Pick<ResourceVersion, "name" | "values" | "files">,
): ResourceVersion {
  return { ...content, id: `${resource}@${number}`, resource, number, origin: "external" };
}

function pinAt(versionNumber: number | undefined): Pin | undefined {
  return versionNumber === undefined ? undefined : { kind: "number", versionNumber };
}

interface Numbered {
  readonly number: number;
  readonly name?: string;
}

/** The newest version, or the one at which an IN is held. */
function chosen<Version extends Numbered>(
  versions: readonly Version[] = [],
  pin: Pin | undefined,
): Version | undefined {
  if (!pin) return versions.at(-1);
  return versions.findLast(({ number, name }) =>
    pin.kind === "number" ? number === pin.versionNumber : name === pin.versionName,
  );
}
