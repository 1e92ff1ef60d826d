import { IN_FIELDS, OUT_FIELDS, TASK_FIELDS, TASK_STRUCTURES } from "../fields/schema.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

export const VERBS = ["IN", "TASK", "OUT"] as const;
/** What a step begins with. */
export type Verb = (typeof VERBS)[number];

/** A key of a step that is its verb. */
export interface FoundVerb {
  readonly verb: Verb;
  readonly entry: MapEntry;
}

/** The keys that may stand beside a verb, or inside a TASK. */
export const KEYS_OF_VERB: Readonly<Record<Verb, readonly string[]>> = {
  IN: Object.keys(IN_FIELDS),
  OUT: Object.keys(OUT_FIELDS),
  TASK: [...Object.keys(TASK_FIELDS), ...TASK_STRUCTURES],
};

/** Verbs of the earliest syntax. */
const OLD_VERBS: Readonly<Record<string, "IN" | "OUT">> = { GET: "IN", PUT: "OUT" };

/** What a verb of the earliest syntax is called today. */
export function nameOfOldVerb(key: string): Verb | undefined {
  return Object.hasOwn(OLD_VERBS, key) ? OLD_VERBS[key] : undefined;
}

/** The verb that a key is, today's or an old one. */
export function verbOfKey(key: string): Verb | undefined {
  return VERBS.find((known) => known === key) ?? nameOfOldVerb(key);
}

/** With several verbs in one map, an option goes to the first verb that knows it, or else to the first. */
export function optionsOf(
  verb: FoundVerb,
  all: readonly FoundVerb[],
  options: readonly MapEntry[],
): readonly MapEntry[] {
  if (all.length === 1) return options;
  const ownerOf = (key: string): FoundVerb | undefined =>
    all.find((each) => KEYS_OF_VERB[each.verb].includes(key)) ?? all[0];
  return options.filter(({ key }) => ownerOf(key) === verb);
}
