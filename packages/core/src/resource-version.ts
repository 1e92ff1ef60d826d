import { canonicalJson, isJsonObject, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { ruleOfResourceType } from "./resource.ts";
import type { FileRef } from "./run-plan.ts";
import type { VersionOrigin } from "./happening.ts";

/** One immutable version of a resource. */
export interface ResourceVersion {
  readonly id: string;
  readonly resource: string;
  /** Counts from 1 per resource. */
  readonly number: number;
  /** A tag, a commit, a semver, …: reference §2.20. */
  readonly name?: string;
  readonly values: JsonObject;
  readonly files: readonly FileRef[];
  readonly origin: VersionOrigin;
}

export interface VersionContent {
  readonly name?: string;
  readonly values: JsonObject;
  readonly files: readonly FileRef[];
}

/** The first content of a resource: its declared values, named by its type's field where it has one. */
export function contentFromValues(type: string, values: JsonObject): VersionContent {
  const name = versionNameOf(type, values);
  return { values, files: [], ...(name === undefined ? {} : { name }) };
}

/** What somebody outside says of a new version: pairs to lay over those of the newest one, and its name. */
export interface PostedVersion {
  readonly values: JsonObject;
  readonly versionName?: string;
}

/** The version that is made of a posting: pairs over those of `before`; files and name stay where none is given. */
export function contentFromPosted(
  type: string,
  before: VersionContent,
  { values: posted, versionName }: PostedVersion,
): VersionContent {
  const values = mergeValues(type, before.values, { ...posted, ...namedBy(type, versionName) });
  const name = versionName ?? versionNameOf(type, values) ?? before.name;
  return { values, files: before.files, ...(name === undefined ? {} : { name }) };
}

/** Keys of `params` live in their own map; everything else beside the fields of the template. */
export function mergeValues(type: string, values: JsonObject, pairs: JsonObject): JsonObject {
  if (type !== "params") return { ...values, ...pairs };
  const { params: map, ...rest } = pairs;
  const before = isJsonObject(values["params"]) ? values["params"] : {};
  return { ...values, params: { ...before, ...(isJsonObject(map) ? { ...map, ...rest } : pairs) } };
}

/** A version's name as one of its values, where the type has a field for it. */
export function namedBy(type: string, versionName: string | undefined): JsonObject {
  const { nameField } = ruleOfResourceType(type);
  return nameField === undefined || !versionName ? {} : { [nameField]: versionName };
}

/** The name that a version's values give it, by the rule of its type. */
export function versionNameOf(type: string, values: JsonObject): string | undefined {
  if (type === "gitRepo" || type === "ciRepo" || type === "syncRepo") {
    const sha = isJsonObject(values["shaData"]) ? values["shaData"]["commitSha"] : undefined;
    return typeof sha === "string" ? sha : undefined;
  }
  const { nameField } = ruleOfResourceType(type);
  if (nameField === undefined) return undefined;
  return textOf(values[nameField]) || undefined;
}

export function isSameContent(a: VersionContent, b: VersionContent): boolean {
  return (
    a.name === b.name && canonicalJson(a.values) === canonicalJson(b.values) && isSameFiles(a.files, b.files)
  );
}

function isSameFiles(a: readonly FileRef[], b: readonly FileRef[]): boolean {
  const keyOf = (file: FileRef): string => `${file.path}\0${file.digest}\0${String(file.isExecutable)}`;
  return a.map(keyOf).sort().join("\n") === b.map(keyOf).sort().join("\n");
}
