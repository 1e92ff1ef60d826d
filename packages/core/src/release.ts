import { isJsonObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { failWith, isVersioned, missingVersion } from "./managed-outcome.ts";
import type { ManagedFailure, ManagedRun, VersionedInput } from "./managed-outcome.ts";
import { readManifest, readManifests } from "./manifest-content.ts";
import type { NamedManifest } from "./manifest-content.ts";
import {
  BUMPS,
  DEFAULT_BUMP,
  bumpVersion,
  faultOfSemanticVersion,
  isBump,
  parseSemanticVersion,
  textOfSemanticVersion,
} from "./semantic-version.ts";
import type { Bump, SemanticVersion } from "./semantic-version.ts";

// A type and not an interface, because only that is known to be plain data, as which it is stored.

/** What the version of a release holds. */
export type ReleaseContent = {
  readonly kind: "release";
  readonly versionName: string;
  readonly bump: Bump;
  /** What was counted up: the seed's number, or that of this job's version before. */
  readonly baseVersionName: string;
  /** The IN that counting began with, and its version then: another one starts over. */
  readonly seed: string;
  readonly seedVersionId: string;
  readonly seedVersionName: string;
  readonly manifests: readonly NamedManifest[];
  /** Of a version that repeats an older one: what the job had counted to by then, and counts on from. */
  readonly counted?: Counted;
};

/** A number, with the seed that it was counted up from. */
export type Counted = Pick<ReleaseContent, "versionName" | "seedVersionId" | "seedVersionName">;

export type ReleaseOutcome =
  { readonly ok: true; readonly content: ReleaseContent; readonly versionName: string } | ManagedFailure;

/** Makes a version of a release job (reference §3.4). `previous` is the content of its last successful version. */
export function makeRelease(run: ManagedRun, previous: JsonObject | undefined): ReleaseOutcome {
  const bump = run.job.options["bump"] ?? DEFAULT_BUMP;
  if (!isBump(bump))
    return failWith(
      `The bump of the release "${run.job.name}" is ${JSON.stringify(bump)}. Write one of ${BUMPS.join(", ")}.`,
    );
  const sources = readSources(run);
  if ("ok" in sources) return sources;
  const seed = chooseSeed(run.job.name, sources);
  if ("ok" in seed) return seed;
  const base = baseOf(seed, previous);
  const versionName = textOfSemanticVersion(bumpVersion(base, bump));
  const content: ReleaseContent = {
    kind: "release",
    versionName,
    bump,
    baseVersionName: textOfSemanticVersion(base),
    seed: seed.input.name,
    seedVersionId: seed.input.versionId,
    seedVersionName: textOfSemanticVersion(seed.version),
    manifests: unionOf(sources),
  };
  return { ok: true, content, versionName };
}

/**
 * A release that is made again has the number that it had: the next one must not get a number that was given since.
 * `from` is the version that it counted on from then, `latest` the newest one now.
 */
export function countedOn(
  outcome: ReleaseOutcome,
  { from, latest }: { readonly from: JsonObject | undefined; readonly latest: JsonObject | undefined },
): ReleaseOutcome {
  if (!outcome.ok || !latest) return outcome;
  const counted = countOf(latest);
  const isFirst = from && isSameCount(countOf(from), counted);
  if (!counted || isFirst || isSameCount(outcome.content, counted)) return outcome;
  return { ...outcome, content: { ...outcome.content, counted } };
}

/** What a job has counted to in the version that holds this. */
function countOf(content: JsonObject): Counted | undefined {
  const { versionName, seedVersionId, seedVersionName, counted } = content;
  if (isJsonObject(counted)) return countOf(counted);
  if (typeof versionName !== "string" || typeof seedVersionName !== "string") return undefined;
  return typeof seedVersionId === "string" ? { versionName, seedVersionId, seedVersionName } : undefined;
}

function isSameCount(one: Counted | undefined, other: Counted | undefined): boolean {
  return one?.versionName === other?.versionName && one?.seedVersionId === other?.seedVersionId;
}

/** An IN that has a part in the release: a number to count up, manifests, or both. */
interface Source {
  readonly input: VersionedInput;
  readonly manifests: readonly NamedManifest[];
}

const SOURCE_TYPES: readonly string[] = ["version", "release", "manifest", "deploy"];

/** Any other IN only starts the job. */
function readSources({ job, inputs }: ManagedRun): readonly Source[] | ManagedFailure {
  const sources: Source[] = [];
  for (const input of inputs) {
    if (!SOURCE_TYPES.includes(input.type)) continue;
    if (!isVersioned(input)) return missingVersion(input, job);
    const manifests = manifestsOf(input);
    if (!manifests)
      return failWith(
        `Version ${input.versionNumber} of the IN "${input.name}" does not hold what a ${input.type} holds. Run "${input.name}" again.`,
      );
    sources.push({ input, manifests });
  }
  return sources;
}

function manifestsOf(input: VersionedInput): readonly NamedManifest[] | undefined {
  if (input.type === "version") return [];
  if (input.type !== "manifest") return readManifests(input.values);
  const manifest = readManifest(input.values);
  const { name: job, versionId, versionNumber, versionName } = input;
  const named = { job, versionId, versionNumber, ...(versionName === undefined ? {} : { versionName }) };
  return manifest && [{ ...manifest, ...named }];
}

/**
 * All manifests of all INs, each job's once: where two INs bring manifests of one job, the later step wins, like
 * everything that is said twice. It keeps the place of the first, so that the order of deployment stays as written.
 */
function unionOf(sources: readonly Source[]): readonly NamedManifest[] {
  const byJob = new Map<string, NamedManifest>();
  for (const { manifests } of sources) for (const manifest of manifests) byJob.set(manifest.job, manifest);
  return [...byJob.values()];
}

interface Seed {
  readonly input: VersionedInput;
  readonly version: SemanticVersion;
  /** The IN is there for its number: each version of it states one. One of a manifest or deploy is new content. */
  readonly isStated: boolean;
}

/**
 * Where counting begins: a release before a `version` resource before a number that a manifest or deploy carries;
 * among several of a kind the first that is listed.
 */
function chooseSeed(job: string, sources: readonly Source[]): Seed | ManagedFailure {
  const ofType = (type: string): Source | undefined => sources.find(({ input }) => input.type === type);
  const stated = ofType("release") ?? ofType("version");
  if (stated) return statedSeed(stated.input);
  for (const { input, manifests } of sources) {
    for (const name of [input.versionName, ...manifests.map(({ versionName }) => versionName)]) {
      const version = parseSemanticVersion(name ?? "");
      if (version) return { input, version, isStated: false };
    }
  }
  return failWith(
    `The release "${job}" has nothing to count up: no IN of it is a version or a release, and no manifest or deploy among them is named by a semantic version. Add a resource of type version as IN, with a versionName like 1.0.0.`,
  );
}

function statedSeed(input: VersionedInput): Seed | ManagedFailure {
  const name = input.versionName ?? "";
  const version = parseSemanticVersion(name);
  if (version) return { input, version, isStated: true };
  const fault = faultOfSemanticVersion(name) ?? "is empty, so nothing can be counted up from it";
  return failWith(`versionName of the IN "${input.name}" ${fault}. Give it one like 1.0.0.`);
}

/**
 * The job's own last number as long as the seed is the one that it was counted up from, else the seed's. What was
 * consumed is remembered, because numbers can't tell: 1.0.0-alpha follows on 1.0.0, and a lower seed is a reset.
 */
function baseOf({ input, version, isStated }: Seed, previous: JsonObject | undefined): SemanticVersion {
  const last = previous && countOf(previous);
  if (!last) return version;
  if (isStated && last.seedVersionId !== input.versionId) return version;
  if (last.seedVersionName !== textOfSemanticVersion(version)) return version;
  return parseSemanticVersion(last.versionName) ?? version;
}
