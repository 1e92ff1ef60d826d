import { versionKeyOf } from "@landbridge/core";
import type { CiBuildOverride, CiDefinition, CiVersionKey, JsonValue } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import { CI_FIELDS, CI_GIT_FIELDS, CI_SERVICES, CI_VERSION_FIELDS } from "./ci.ts";
import { problemsOfLegs } from "./ci-leg-problems.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readCiBuild } from "./read-ci-build.ts";
import { readCiEnv } from "./read-ci-env.ts";
import { noIntegrations, readCiIntegrations } from "./read-ci-integrations.ts";
import { problemOfLanguage, problemsOfVersions, readLanguage } from "./read-ci-language.ts";
import { EMPTY_MATRIX, readCiMatrix, readCiPools } from "./read-ci-matrix.ts";
import { ALL_BRANCHES, readCiBranches } from "./read-ci-notifications.ts";
import { emptyValue, expectMap, readField, readFields, unknownKey } from "../fields/read-fields.ts";
import { readPlacedTexts, readTexts } from "../fields/read-texts.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { readPowerlessKeys, readTravisCache, readTravisNotifications, withTravisSections } from "./travis.ts";
import { findEntry, isNull, toJson } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

/** The CI part of a configuration: the entries of `root` are its keys, and nothing else. */
export function readCi(root: MapNode, problems: Problem[]): CiDefinition {
  const language = readLanguage(findEntry(root, "language"), problems);
  const versions = readVersions(root, problems);
  const build = readBuild(root, problems);
  const integrations = readIntegrations(root, problems);
  const { gemfiles, bundlerArguments, services } = readLists(root, problems);
  const ci: CiDefinition = {
    language: language ?? "none",
    versions,
    gemfiles,
    ...(bundlerArguments === undefined ? {} : { bundlerArguments }),
    pools: ofEntry(root, "runtime", (entry) => readCiPools(entry, problems)) ?? [],
    branches: ofEntry(root, "branches", (entry) => readCiBranches(entry, problems)) ?? ALL_BRANCHES,
    git: readGit(root, problems),
    services,
    env: ofEntry(root, "env", (entry) => readCiEnv(entry, problems)) ?? { global: [], entries: [] },
    matrix:
      ofEntry(root, "matrix", (entry) => readCiMatrix(entry, language ?? "none", problems)) ?? EMPTY_MATRIX,
    build,
    usesDefaultCommands: build.sections.ci.length === 0,
    ...integrations,
    options: readOptions(root, problems),
  };
  if (language === undefined) problems.push(problemOfLanguage(root, ci));
  else append(problems, problemsOfVersions(root, language));
  append(problems, problemsOfLegs(root, ci));
  return ci;
}

function ofEntry<Value>(
  root: MapNode,
  key: keyof typeof CI_FIELDS,
  read: (entry: MapEntry) => Value,
): Value | undefined {
  const entry = findEntry(root, key);
  return entry && read(entry);
}

function readVersions(root: MapNode, problems: Problem[]): CiDefinition["versions"] {
  const versions: Partial<Record<CiVersionKey, readonly string[]>> = {};
  for (const entry of root.entries) {
    if (!Object.hasOwn(CI_VERSION_FIELDS, entry.key)) continue;
    const key = versionKeyOf(entry.key) ?? entry.key;
    const texts = readTexts(entry, problems);
    if (isVersionKey(key)) versions[key] = [...(versions[key] ?? []), ...texts];
  }
  return versions;
}

function isVersionKey(key: string): key is CiVersionKey {
  return key !== "ruby" && Object.hasOwn(CI_VERSION_FIELDS, key);
}

function readBuild(root: MapNode, problems: Problem[]): CiDefinition["build"] {
  const entry = findEntry(root, "build");
  let written: CiBuildOverride = { sections: {} };
  if (entry && isNull(entry.value)) problems.push(emptyValue(entry));
  else if (entry) written = readCiBuild(entry.value, problems);
  const atTop = findEntry(root, "cache");
  const travisCache = atTop && readTravisCache(atTop, problems);
  if (atTop && written.cache !== undefined) {
    const message = "`cache` and `build.cache` exclude each other; `build.cache` counts.";
    problems.push(
      problem("CONFLICTING_KEYS", atTop.keySpan, message, {
        severity: "warning",
        hint: "keep `build.cache`",
      }),
    );
  }
  const sections = withTravisSections(root, written.sections, problems);
  return {
    cache: false,
    cacheDirectories: [],
    advancedReporting: false,
    ...travisCache,
    ...written,
    sections: { ...NO_COMMANDS, ...sections },
  };
}

const NO_COMMANDS: CiDefinition["build"]["sections"] = {
  preCi: [],
  ci: [],
  postCi: [],
  onSuccess: [],
  onFailure: [],
  always: [],
  push: [],
};

function readIntegrations(
  root: MapNode,
  problems: Problem[],
): Pick<CiDefinition, "integrations" | "notifications"> {
  const entry = findEntry(root, "integrations");
  const atTop = findEntry(root, "notifications");
  const { integrations, notifications } = entry
    ? readCiIntegrations(entry, problems)
    : { integrations: noIntegrations(), notifications: [] };
  const others = atTop ? readTravisNotifications(atTop, problems) : [];
  return { integrations, notifications: [...notifications, ...others] };
}

interface Lists {
  readonly gemfiles: readonly string[];
  readonly bundlerArguments: string | undefined;
  readonly services: readonly string[];
}

function readLists(root: MapNode, problems: Problem[]): Lists {
  const bundler = findEntry(root, "bundler_args");
  if (bundler && isNull(bundler.value)) problems.push(emptyValue(bundler));
  return {
    gemfiles: ofEntry(root, "gemfile", (entry) => readTexts(entry, problems)) ?? [],
    bundlerArguments:
      bundler && !isNull(bundler.value) ? readField(bundler, CI_FIELDS.bundler_args, problems) : undefined,
    services: ofEntry(root, "services", (entry) => readServices(entry, problems)) ?? [],
  };
}

function readServices(entry: MapEntry, problems: Problem[]): readonly string[] {
  const services = readPlacedTexts(entry, problems);
  for (const { text, span } of services) {
    if (CI_SERVICES.includes(text)) continue;
    const message = `\`${text}\` is not a service that is known; it is kept.`;
    const hint = didYouMean(text, CI_SERVICES) ?? `known are ${CI_SERVICES.join(", ")}`;
    problems.push(problem("INVALID_VALUE", span, message, { severity: "warning", hint }));
  }
  return services.map(({ text }) => text);
}

function readGit(root: MapNode, problems: Problem[]): CiDefinition["git"] {
  const entry = findEntry(root, "git");
  const depthEntry = findEntry(root, "depth");
  let git: { submodules?: boolean; depth?: number } = {};
  if (entry && isNull(entry.value)) problems.push(emptyValue(entry));
  else if (entry) {
    const map = expectMap(entry.value, "`git`", "git: {submodules: true}", problems);
    const read = map && readFields(map, CI_GIT_FIELDS, problems);
    for (const other of read?.others ?? [])
      problems.push(unknownKey(other, "`git`", Object.keys(CI_GIT_FIELDS)));
    git = read?.values ?? {};
  }
  if (depthEntry && isNull(depthEntry.value)) problems.push(emptyValue(depthEntry));
  const atTop =
    depthEntry && !isNull(depthEntry.value) ? readField(depthEntry, CI_FIELDS.depth, problems) : undefined;
  const depth = git.depth ?? atTop;
  return {
    submodules: git.submodules ?? true,
    ...(depth === undefined ? {} : { depth }),
    config: ofEntry(root, "gitConfig", (each) => readTexts(each, problems)) ?? [],
  };
}

function readOptions(root: MapNode, problems: Problem[]): CiDefinition["options"] {
  const options: Record<string, JsonValue> = readPowerlessKeys(root, problems);
  const vote = findEntry(root, "vote");
  return vote ? { ...options, vote: toJson(vote.value) } : options;
}
