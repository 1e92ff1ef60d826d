import type { MapSubject } from "../fields/map-rules.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

/** Whether a resource type goes with an integration. */
export type IntegrationNeed =
  | { readonly need: "none" }
  | { readonly need: "optional" }
  | {
      /** Expected with some values only. */
      readonly need: "sometimes";
      readonly when: (value: string) => boolean;
      /** The key that holds the value. */
      readonly key: string;
      readonly because: string;
    }
  | {
      /** Left out, an expected one is a warning and a required one an error. */
      readonly need: "expected" | "required";
      /** What it is there for: completes "… has no `integration`, …". */
      readonly because: string;
      /** Words under a key that do without one. */
      readonly unusedWith?: WordUnderKey;
    };

export interface WordUnderKey {
  readonly key: string;
  readonly words: readonly string[];
}

type Values = Extract<MapSubject, { kind: "values" }>;

/** Says where an integration is missing, or given to what has none. */
export function checkIntegration(
  subject: Values,
  need: IntegrationNeed,
  given: { readonly integration: MapEntry | undefined; readonly entries: ReadonlyMap<string, MapEntry> },
  problems: Problem[],
): void {
  const { integration, entries } = given;
  const isUnused = need.need === "none" || ("unusedWith" in need && holdsWord(entries, need.unusedWith));
  if (isUnused && integration) problems.push(unused(subject, need, integration));
  if (isUnused || integration || need.need === "optional") return;
  if (need.need === "sometimes" && !holds(entries, need)) return;
  const message = `The ${subject.type} resource \`${subject.name}\` has no \`integration\`, ${need.because}.`;
  problems.push(
    problem("MISSING_KEY", subject.span, message, {
      severity: need.need === "required" ? "error" : "warning",
      hint: "add `integration:` with the name of one, beside `type`",
    }),
  );
}

/** Does `integration` belong to the resource, or is it left out? */
export function takesIntegration(need: IntegrationNeed): boolean {
  return need.need !== "none";
}

function unused(subject: Values, need: IntegrationNeed, { keySpan }: MapEntry): Problem {
  const who = `Resources of type ${subject.type} go with no integration`;
  const unusedWith = "unusedWith" in need ? need.unusedWith : undefined;
  const message = unusedWith
    ? `${who} where \`${unusedWith.key}\` is one of ${unusedWith.words.join(", ")}; it has no effect.`
    : `${who}; it is left out.`;
  return problem("UNKNOWN_KEY", keySpan, message, { hint: "remove the line" });
}

function holds(
  entries: ReadonlyMap<string, MapEntry>,
  { key, when }: Extract<IntegrationNeed, { need: "sometimes" }>,
): boolean {
  const value = entries.get(key)?.value;
  return value?.kind === "scalar" && when(value.text);
}

function holdsWord(entries: ReadonlyMap<string, MapEntry>, wanted: WordUnderKey | undefined): boolean {
  const value = wanted && entries.get(wanted.key)?.value;
  return value?.kind === "scalar" && wanted !== undefined && wanted.words.includes(value.text);
}
