import { canonicalJson, isJsonObject, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { ruleOfResourceType } from "./resource.ts";
import type { FileRef } from "./run-plan.ts";
import type { VersionOrigin } from "./trigger.ts";

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
