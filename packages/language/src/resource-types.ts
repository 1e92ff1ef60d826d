import { RESOURCE_TYPES } from "@landbridge/core";
import type { ResourceType } from "@landbridge/core";
import { anyText, flag, text, textList, wholeNumber } from "./field.ts";
import type { Field, Fields } from "./field.ts";
import { z } from "zod";

/** What the values of a resource type look like. Types without a row keep whatever they are given. */
export interface ValuesShape {
  readonly fields: Fields;
  /** Without these the resource can't be used. */
  readonly required: readonly string[];
  /** Without these it can be used once a job has posted them. */
  readonly recommended: readonly string[];
  /** Keys that exclude each other; the first of each pair counts. */
  readonly exclusive: readonly (readonly [string, string])[];
}

const globs = z.union([z.array(z.string()), z.string().transform((one) => [one])]);
const filter: Field = {
  schema: z.strictObject({ only: globs.optional(), except: globs.optional() }),
  expects: "a map with `only` and `except`, each a list of names or globs",
  example: "{only: [main, release/*]}",
};
const paramsMap: Field = {
  schema: z.record(z.string(), z.unknown()),
  expects: "a map of names and values",
  example: "{COLOR: red}",
};

const GIT_REPO: ValuesShape = {
  fields: {
    sourceName: anyText("https://git.example.com/acme/api.git"),
    branch: text("main"),
    branches: filter,
    tags: filter,
    buildOnCommit: flag("true"),
    buildOnPullRequest: flag("true"),
    buildOnPullRequestClose: flag("true"),
    buildOnRelease: flag("true"),
    buildOnTagPush: flag("true"),
    buildOnComment: text("recheck.*"),
    depth: wholeNumber(1, undefined, 1),
    gitConfig: textList("[core.autocrlf false]"),
  },
  required: ["sourceName"],
  recommended: [],
  exclusive: [["branch", "branches"]],
};

export const VALUES_SHAPES: Readonly<Partial<Record<ResourceType, ValuesShape>>> = {
  gitRepo: GIT_REPO,
  params: shape({ params: paramsMap }, { recommended: ["params"] }),
  image: shape(
    { sourceName: anyText("acme/api"), versionName: anyText('"1.0"'), isPull: flag("true") },
    { required: ["sourceName"], recommended: ["versionName"] },
  ),
  file: shape(
    { sourceName: anyText("https://files.example.com/app.tgz"), versionName: anyText('"1"') },
    { required: ["sourceName"], recommended: ["versionName"] },
  ),
  version: shape({ versionName: anyText("1.0.0") }, { recommended: ["versionName"] }),
  state: shape({}, {}),
  time: shape({ interval: text('"30 2 * * *"') }, { required: ["interval"] }),
  webhook: shape({ webhookKey: text("a_password") }, { recommended: ["webhookKey"] }),
};

/** Names that resource types had before. */
export const LEGACY_RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ecsCluster: "cluster",
  gkeCluster: "cluster",
  dclCluster: "cluster",
  ddcCluster: "cluster",
  tripubCluster: "cluster",
};

/** Types that the platform makes by itself. */
export const AUTOMATIC_RESOURCE_TYPES: readonly string[] = ["ciRepo"];

export const RESOURCE_TYPE_NAMES: readonly string[] = Object.keys(RESOURCE_TYPES);

/** Keys that older syntax used inside `source`, with their names today. */
export const LEGACY_SOURCE_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  image: { name: "sourceName", tag: "versionName", imageTag: "versionName" },
  gitRepo: { name: "sourceName", shallowDepth: "depth" },
  cluster: { name: "sourceName" },
};

/** Keys that older syntax wrote beside `type`, with their names among the values today. */
export const LEGACY_RESOURCE_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gitRepo: { repoPath: "sourceName" },
  image: { imageName: "sourceName" },
  file: { fileUrl: "sourceName" },
};

function shape(
  fields: Fields,
  keys: { required?: readonly string[]; recommended?: readonly string[] },
): ValuesShape {
  return { fields, required: keys.required ?? [], recommended: keys.recommended ?? [], exclusive: [] };
}
