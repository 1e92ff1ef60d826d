import { nearestName } from "@landbridge/core";
import type { MapShape } from "./field.ts";
import { problem } from "../problems/problem.ts";
import type { Problem, Severity } from "../problems/problem.ts";
import type { Span } from "../yaml/source-text.ts";
import { isNull } from "../yaml/yaml-node.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

/** Which map is spoken of. */
export type MapSubject =
  | { readonly kind: "values"; readonly type: string; readonly name: string; readonly span: Span }
  | {
      /** A map under a key, or one in the list under it. */
      readonly kind: "key" | "item";
      readonly key: string;
      readonly span: Span;
      /** What may stand under the key. */
      readonly example: string;
    };

/** Completes "a known key of …". */
export function placeOfMap(subject: MapSubject): string {
  return subject.kind === "values" ? `the values of type ${subject.type}` : `\`${subject.key}\``;
}

/** What breaks the rules between the keys of a map. */
export function checkMapRules(
  subject: MapSubject,
  shape: MapShape,
  entries: readonly MapEntry[],
  problems: Problem[],
): void {
  for (const key of shape.required)
    checkPresence(subject, shape, entries, { key, severity: "error" }, problems);
  for (const key of shape.recommended) {
    checkPresence(subject, shape, entries, { key, severity: "warning" }, problems);
  }
  if (shape.atLeastOne && entries.length === 0) problems.push(nothingGiven(subject, shape));
  for (const [first, second] of shape.exclusive) checkExclusive(entries, first, second, problems);
  for (const keys of shape.together) checkTogether(shape, entries, keys, problems);
  for (const { key, words, needs } of shape.requiredWith) {
    const given = entries.find((entry) => entry.key === key)?.value;
    if (given?.kind !== "scalar" || !words.includes(given.text)) continue;
    checkPresence(subject, shape, entries, { key: needs, severity: "warning" }, problems);
  }
}

interface Wanted {
  readonly key: string;
  readonly severity: Severity;
}

function checkPresence(
  subject: MapSubject,
  shape: MapShape,
  entries: readonly MapEntry[],
  { key, severity }: Wanted,
  problems: Problem[],
): void {
  const given = entries.find((entry) => entry.key === key);
  // A key without a value has been told already, which is enough where it may be left out.
  if (given && (severity === "warning" || !isNull(given.value))) return;
  const span = given?.keySpan ?? subject.span;
  const message = `${sentenceStart(subject)} has no \`${key}\`.`;
  const hint = misspelt(shape, entries, key) ?? hintToAdd(subject, shape, key);
  problems.push(problem("MISSING_KEY", span, message, { hint, severity }));
}

function misspelt({ fields }: MapShape, entries: readonly MapEntry[], key: string): string | undefined {
  const unknown = entries.map((entry) => entry.key).filter((each) => !Object.hasOwn(fields, each));
  const meant = nearestName(key, unknown);
  return meant === undefined ? undefined : `write \`${key}\` in place of \`${meant}\``;
}

function nothingGiven(subject: MapSubject, shape: MapShape): Problem {
  const [key = "key"] = Object.keys(shape.fields);
  const hint =
    subject.kind === "values"
      ? hintToAdd(subject, shape, key)
      : `for example: \`${subject.key}: ${subject.example}\``;
  const message = `${sentenceStart(subject)} has nothing in it.`;
  return problem("MISSING_KEY", subject.span, message, { hint, severity: "warning" });
}

function checkExclusive(
  entries: readonly MapEntry[],
  first: string,
  second: string,
  problems: Problem[],
): void {
  const left = entries.find(({ key }) => key === second);
  if (!left || !entries.some(({ key }) => key === first)) return;
  const message = `\`${first}\` and \`${second}\` exclude each other; \`${first}\` counts.`;
  problems.push(
    problem("CONFLICTING_KEYS", left.keySpan, message, { severity: "warning", hint: "keep one of them" }),
  );
}

function checkTogether(
  shape: MapShape,
  entries: readonly MapEntry[],
  keys: readonly string[],
  problems: Problem[],
): void {
  const given = entries.find(({ key, value }) => keys.includes(key) && !isNull(value));
  if (!given) return;
  for (const key of keys) {
    if (entries.some((entry) => entry.key === key && !isNull(entry.value))) continue;
    const message = `\`${given.key}\` needs \`${key}\` beside it.`;
    const hint = `add \`${key}: ${exampleOf(shape, key)}\`, or remove \`${given.key}\``;
    problems.push(problem("MISSING_KEY", given.keySpan, message, { hint }));
  }
}

function sentenceStart(subject: MapSubject): string {
  if (subject.kind === "values") return `The ${subject.type} resource \`${subject.name}\``;
  return subject.kind === "item" ? `An item of \`${subject.key}\`` : `\`${subject.key}\``;
}

function hintToAdd(subject: MapSubject, shape: MapShape, key: string): string {
  const line = `${key}: ${exampleOf(shape, key)}`;
  return subject.kind === "values" ? `add \`versionTemplate: {${line}}\`` : `add \`${line}\``;
}

function exampleOf(shape: MapShape, key: string): string {
  return shape.fields[key]?.example ?? "…";
}
