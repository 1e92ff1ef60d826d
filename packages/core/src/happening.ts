import type { ReasonCode } from "./decision.ts";
import type { InStep, Pin } from "./job.ts";
import { ruleOfResourceType } from "./resource.ts";
import type { FinalRunStatus } from "./run.ts";
import type { Consumption, Workflow } from "./workflow.ts";

/** Where a version came from: an edit of the configuration starts nothing, except through `trigger` resources. */
export type VersionOrigin = "configuration" | "external" | "run";

export interface NewVersion {
  readonly resource: string;
  readonly number: number;
  readonly name?: string;
  readonly origin: VersionOrigin;
}

/** What happened, as far as consumers are concerned. The facts already hold it. */
export interface Happening {
  /** A run that ended, with its status, and the name of the job version that it made if it gave one. */
  readonly ended?: {
    readonly job: string;
    readonly number: number;
    readonly status: FinalRunStatus;
    readonly versionName?: string;
  };
  /** Versions made by it, or from outside. */
  readonly versions: readonly NewVersion[];
  /** An old version that somebody sends down the graph again: consumers are bound to it. */
  readonly replayed?: { readonly name: string; readonly number: number; readonly versionName?: string };
  /** The person behind the first event of the chain that led here. */
  readonly by?: string;
}

/** The names of what it is about. */
export function subjectsOf(happening: Happening): ReadonlySet<string> {
  const names = new Set(happening.versions.map((version) => version.resource));
  if (happening.ended) names.add(happening.ended.job);
  if (happening.replayed) names.add(happening.replayed.name);
  return names;
}

/** The INs that a happening brings news over: those of what it is about, and those that waited for its passing. */
export function consumptionsOf(workflow: Workflow, happening: Happening): readonly Consumption[] {
  const { ended } = happening;
  const direct = [...subjectsOf(happening)].flatMap((name) => workflow.consumers.get(name) ?? []);
  return ended?.status === "success" ? [...direct, ...(workflow.passing.get(ended.job) ?? [])] : direct;
}

/** Does the happening bring news over this IN? */
export function isAbout(happening: Happening, subjects: ReadonlySet<string>, input: InStep): boolean {
  if (subjects.has(input.from)) return true;
  const { ended } = happening;
  return ended?.status === "success" && input.passed?.includes(ended.job) === true;
}

/** What a happening brings over one IN. */
export interface News {
  readonly number: number;
  readonly name?: string;
  readonly blocked?: ReasonCode;
}

export function newsOver(workflow: Workflow, happening: Happening, input: InStep): News {
  const { ended, replayed } = happening;
  if (replayed?.name === input.from) {
    const { number, versionName } = replayed;
    return { number, ...(versionName === undefined ? {} : { name: versionName }) };
  }
  const isPassed = ended?.status === "success" && input.passed?.includes(ended.job) === true;
  // Which version has passed is found when it is bound.
  if (isPassed) return { number: 0 };
  const news = directNews(workflow, happening, input);
  const isNarrowed = input.passed !== undefined && input.passed.length > 0;
  return isNarrowed && !news.blocked ? { ...news, blocked: "not-passed" } : news;
}

function directNews(workflow: Workflow, { ended, versions }: Happening, input: InStep): News {
  if (ended && ended.job === input.from) {
    const { number, status, versionName } = ended;
    const named = versionName === undefined ? {} : { name: versionName };
    return status === "success"
      ? { number, ...named }
      : { number, ...named, blocked: "upstream-not-successful" };
  }
  const version = versions.findLast((candidate) => candidate.resource === input.from);
  if (!version) return { number: 0, blocked: "never-fires" };
  const { fires } = ruleOfResourceType(workflow.resources.get(input.from)?.type ?? "");
  if (fires === "never") return { ...version, blocked: "never-fires" };
  if (version.origin === "configuration" && fires !== "yaml")
    return { ...version, blocked: "changed-by-configuration" };
  return version;
}

/** Does a pin, if there is one, let this version through? */
export function fitsPin(pin: Pin | undefined, news: News): boolean {
  if (!pin) return true;
  return pin.kind === "number" ? pin.versionNumber === news.number : pin.versionName === news.name;
}
