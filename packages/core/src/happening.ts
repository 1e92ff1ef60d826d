import type { ReasonCode } from "./decision.ts";
import type { InStep } from "./job.ts";
import { ruleOfResourceType } from "./resource.ts";
import type { FinalRunStatus } from "./run.ts";
import type { Workflow } from "./workflow.ts";

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
}

/** The names of what it is about. */
export function subjectsOf(happening: Happening): ReadonlySet<string> {
  const names = new Set(happening.versions.map((version) => version.resource));
  if (happening.ended) names.add(happening.ended.job);
  return names;
}

/** What a happening brings over one IN. */
export interface News {
  readonly number: number;
  readonly name?: string;
  readonly blocked?: ReasonCode;
}

export function newsOver(workflow: Workflow, happening: Happening, input: InStep): News {
  const { ended } = happening;
  if (ended && ended.job === input.from) {
    const { number, status, versionName } = ended;
    const named = versionName === undefined ? {} : { name: versionName };
    return status === "success"
      ? { number, ...named }
      : { number, ...named, blocked: "upstream-not-successful" };
  }
  const version = happening.versions.findLast((candidate) => candidate.resource === input.from);
  if (!version) return { number: 0, blocked: "never-fires" };
  const { fires } = ruleOfResourceType(workflow.resources.get(input.from)?.type ?? "");
  if (fires === "never") return { ...version, blocked: "never-fires" };
  if (version.origin === "configuration" && fires !== "yaml")
    return { ...version, blocked: "changed-by-configuration" };
  return version;
}

/** Does the pin of the IN, if it has one, let this version through? */
export function fitsPin(input: InStep, news: News): boolean {
  if (!input.pin) return true;
  return input.pin.kind === "number"
    ? input.pin.versionNumber === news.number
    : input.pin.versionName === news.name;
}
