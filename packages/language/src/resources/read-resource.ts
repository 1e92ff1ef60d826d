import { isResourceType } from "@landbridge/core";
import type { JsonObject, Resource } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import type { BrokenDeclaration, DeclaredResource } from "../checks/declaration.ts";
import { problemsOfType, problemsOfValues } from "./future-resources.ts";
import { checkIntegration, takesIntegration } from "./integration-need.ts";
import { isJobType } from "../jobs/job-types.ts";
import { mergeValues } from "../fields/merge-values.ts";
import type { MergedValues } from "../fields/merge-values.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { foreignResourceType } from "../problems/foreign-words.ts";
import { expectMap, readField, readFields, readMap } from "../fields/read-fields.ts";
import { insteadOf, readName } from "../fields/read-name.ts";
import {
  LEGACY_RESOURCE_TYPES,
  REMOVED_RESOURCE_TYPES,
  RESOURCE_TYPE_NAMES,
  VALUES_SHAPES,
} from "./resource-types.ts";
import { RESOURCE_FIELDS } from "../fields/schema.ts";
import { placeAt } from "../yaml/source-text.ts";
import type { Span } from "../yaml/source-text.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { checkVariables } from "../fields/templated.ts";
import type { ValuesShape } from "../fields/values-shape.ts";
import { findEntry, isNull, toJsonObject } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

const EXAMPLE =
  "- {name: my_repo, type: gitRepo, versionTemplate: {sourceName: https://git.example.com/acme/api.git}}";

/** One item of `resources` or, with the type already known, of `triggers`. */
export function readResource(
  node: YamlNode,
  problems: Problem[],
  impliedType?: "trigger",
): DeclaredResource | BrokenDeclaration | undefined {
  const map = expectMap(node, "A resource", EXAMPLE, problems);
  if (!map) return undefined;
  const named = readName(map, "resource", problems);
  const { values, others } = readFields(map, RESOURCE_FIELDS, problems);
  if (!named) return undefined;
  const typeNode = findEntry(map, "type")?.value;
  const typeSpan = typeNode ?? named.nameSpan;
  const written = values.type ?? impliedType;
  if (written === undefined) {
    // A type that is no text has been told.
    if (!typeNode || isNull(typeNode)) problems.push(missingType(map, named));
    return { kind: "broken", ...named };
  }
  const type = resolveType(written, typeSpan, problems);
  const subject: Subject = { kind: "values", type, name: named.name, span: typeSpan };
  const resource: Resource = {
    name: named.name,
    type,
    flags: values.flags ?? [],
    ...readContent(subject, { integration: findEntry(map, "integration"), others }, problems),
    place: placeAt(map.source, named.nameSpan.start),
  };
  return { kind: "resource", ...named, resource };
}

interface Named {
  readonly name: string;
  readonly nameSpan: Span;
}

function missingType(map: MapNode, { name, nameSpan }: Named): Problem {
  const hint = insteadOf(map, "type") ?? "add a type, for example `type: gitRepo`";
  return problem("MISSING_KEY", nameSpan, `The resource \`${name}\` needs a type.`, { hint });
}

function resolveType(written: string, span: Span, problems: Problem[]): string {
  const renamed = Object.hasOwn(LEGACY_RESOURCE_TYPES, written) ? LEGACY_RESOURCE_TYPES[written] : undefined;
  if (renamed !== undefined) {
    const message = `The resource type \`${written}\` is called \`${renamed}\` today and is read as such.`;
    problems.push(problem("LEGACY_TYPE", span, message, { hint: `write \`type: ${renamed}\`` }));
    return renamed;
  }
  append(problems, problemsOfType(written, span));
  if (!isResourceType(written)) problems.push(unknownType(written, span));
  return written;
}

function unknownType(written: string, span: Span): Problem {
  if (Object.hasOwn(REMOVED_RESOURCE_TYPES, written)) {
    const message = `The resource type \`${written}\` no longer exists; the resource is kept as data.`;
    return problem("REMOVED_RESOURCE_TYPE", span, message, { hint: REMOVED_RESOURCE_TYPES[written] });
  }
  const hint = isJobType(written)
    ? `\`${written}\` is a job type: move this to \`jobs:\``
    : (foreignResourceType(written) ?? didYouMean(written, RESOURCE_TYPE_NAMES));
  const message = `\`${written}\` is not a known resource type; it is kept as data.`;
  return problem("UNKNOWN_RESOURCE_TYPE", span, message, { hint });
}

interface Subject {
  readonly kind: "values";
  readonly type: string;
  readonly name: string;
  readonly span: Span;
}

interface Written {
  readonly integration: MapEntry | undefined;
  readonly others: readonly MapEntry[];
}

type Content = Pick<Resource, "integration" | "values">;

/** The values, and the integration where the type goes with one. */
function readContent(subject: Subject, { integration, others }: Written, problems: Problem[]): Content {
  const merged = mergeValues(subject.type, others, problems);
  const entry = integration ?? merged.integration;
  const given = entry && !isNull(entry.value) ? entry : undefined;
  // What stands beside `type` has been read with the other keys; a fault of it is told already.
  const name = given && readField(given, RESOURCE_FIELDS.integration, given === integration ? [] : problems);
  const named = name === undefined ? {} : { integration: name };
  const shape = isResourceType(subject.type) ? VALUES_SHAPES[subject.type] : undefined;
  if (!shape) return { ...named, values: toJsonObject(mapOf(subject.span, merged)) };
  checkIntegration(subject, shape.integration, { integration: given, entries: merged.entries }, problems);
  const values = readValues(subject, shape, merged, problems);
  const { type } = subject;
  append(problems, problemsOfValues({ type, integration: given, values, entries: merged.entries }));
  return takesIntegration(shape.integration) ? { ...named, values } : { values };
}

function readValues(
  subject: Subject,
  shape: ValuesShape,
  merged: MergedValues,
  problems: Problem[],
): JsonObject {
  const map = mapOf(subject.span, merged);
  const rules = merged.hasBrokenSection ? withoutNeeds(shape) : shape;
  const values = readMap(map, rules, subject, problems);
  checkVariables(shape.readWithoutRun, values, merged.entries, problems);
  return values;
}

/** For where a section can't be read: it may hold what is missing. */
function withoutNeeds(shape: ValuesShape): ValuesShape {
  return { ...shape, required: [], recommended: [], atLeastOne: false };
}

function mapOf({ source, start, end }: Span, { entries }: MergedValues): MapNode {
  return { kind: "map", source, start, end, entries: [...entries.values()] };
}
