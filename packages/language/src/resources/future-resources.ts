import { isCloneable, textOf } from "@landbridge/core";
import type { JsonObject } from "@landbridge/core";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { AUTOMATIC_RESOURCE_TYPES } from "./resource-types.ts";
import type { Span } from "../yaml/source-text.ts";
import { isTemplated } from "../fields/templated.ts";
import { findEntry } from "../yaml/yaml-node.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

/** Types whose whole purpose is still to come. The others work, or only serve jobs that are told themselves. */
const FUTURE_TYPES: Readonly<Record<string, string>> = {
  cliConfig: "no tool is set up from them in this version yet",
  integration: "no credentials come from them in this version yet",
};

const ONLY_COMMITS = "only commits make versions in this version yet";
/** Keys of a gitRepo that ask for more than following one branch. */
const FUTURE_GIT_KEYS: Readonly<Record<string, string>> = {
  branches: "several branches are not followed in this version yet, so no commit makes a version",
  tags: ONLY_COMMITS,
  buildOnPullRequest: ONLY_COMMITS,
  buildOnPullRequestClose: ONLY_COMMITS,
  buildOnRelease: ONLY_COMMITS,
  buildOnTagPush: ONLY_COMMITS,
  buildOnComment: ONLY_COMMITS,
};
const FUTURE_GIT_HINTS: Readonly<Record<string, string>> = {
  branches: "write one resource for each branch, with `branch`",
};

/** Says of a type that it loads and that nothing comes of it. */
export function problemsOfType(written: string, span: Span): readonly Problem[] {
  if (AUTOMATIC_RESOURCE_TYPES.includes(written)) {
    const message = `Resources of type \`${written}\` are made by the platform; this one is kept as data.`;
    return [problem("NOT_YET_IN_EFFECT", span, message)];
  }
  const because = Object.hasOwn(FUTURE_TYPES, written) ? FUTURE_TYPES[written] : undefined;
  if (because === undefined) return [];
  return [
    problem("NOT_YET_IN_EFFECT", span, `Resources of type \`${written}\` are kept as data: ${because}.`),
  ];
}

export interface GivenValues {
  readonly type: string;
  /** As they were read. */
  readonly values: JsonObject;
  /** As they were written, by today's names. */
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly integration: MapEntry | undefined;
}

/** Says of single values that they have no effect. */
export function problemsOfValues(given: GivenValues): readonly Problem[] {
  if (given.type === "params") return secureProblems(given);
  if (given.type === "image") return pullProblems(given);
  return given.type === "gitRepo" ? [...addressProblems(given), ...eventProblems(given)] : [];
}

function secureProblems({ entries }: GivenValues): readonly Problem[] {
  const params = entries.get("params")?.value;
  const secure = params?.kind === "map" ? findEntry(params, "secure") : undefined;
  if (!secure) return [];
  const message = "`secure` values are kept, but are not decrypted in this version yet.";
  return [problem("NOT_YET_IN_EFFECT", secure.keySpan, message)];
}

function pullProblems({ values, entries }: GivenValues): readonly Problem[] {
  const entry = entries.get("isPull");
  if (!entry || values["isPull"] === undefined || values["isPull"] === false) return [];
  return [
    problem(
      "NOT_YET_IN_EFFECT",
      entry.keySpan,
      "`isPull` is kept, but no image is pulled in this version yet.",
      {
        hint: "pull it in the script",
      },
    ),
  ];
}

/** `org/repo` is no address: which host has it is known to an integration, and those have no effect yet. */
function addressProblems({ values, entries, integration }: GivenValues): readonly Problem[] {
  const source = textOf(values["sourceName"]);
  if (isTemplated(source)) return [];
  const span = integration?.keySpan ?? entries.get("sourceName")?.value;
  if (source === "" || isCloneable(source) || !span) return [];
  const message = `\`${source}\` can't be cloned: it is no address, and integrations, which would know the host, have no effect in this version yet.`;
  const path = /^[\w-]+\/[\w.-]+$/.test(source) ? source.replace(/\.git$/, "") : "acme/api";
  const hint = `give the full address, for example \`sourceName: https://git.example.com/${path}.git\``;
  return [problem("NOT_YET_IN_EFFECT", span, message, { hint })];
}

/** `false` asks for nothing. */
function eventProblems({ values, entries }: GivenValues): readonly Problem[] {
  const found: Problem[] = [];
  for (const [key, because] of Object.entries(FUTURE_GIT_KEYS)) {
    const entry = entries.get(key);
    if (!entry || values[key] === undefined || values[key] === false) continue;
    const message = `\`${key}\` is kept, but ${because}.`;
    found.push(problem("NOT_YET_IN_EFFECT", entry.keySpan, message, { hint: FUTURE_GIT_HINTS[key] }));
  }
  return found;
}
