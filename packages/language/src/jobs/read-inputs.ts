import type { JobInput } from "@landbridge/core";
import { INPUT_FIELDS, INPUT_TYPES } from "./addition-schema.ts";
import { flag } from "../fields/field.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { expectMap, readFields, unknownKey } from "../fields/read-fields.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { withoutRepeats } from "../yaml/without-repeats.ts";
import { describeNode, findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

const FLAG = flag().schema;
const EXAMPLE = "inputs: [{name: REGION, type: choice, options: [eu, us], default: eu}]";

/** Where the inputs of a job are named. */
export type InputNames = Map<string, YamlNode>;

/** `inputs`: the typed parameters of a run, in the order of the form. Their names join those that are taken. */
export function readInputs(entry: MapEntry, taken: InputNames, problems: Problem[]): readonly JobInput[] {
  const { value } = entry;
  if (value.kind !== "list") {
    const message = `\`inputs\` must be a list of maps, but is ${describeNode(value)}.`;
    problems.push(problem("INVALID_VALUE", value, message, { hint: `for example: \`${EXAMPLE}\`` }));
    return [];
  }
  return value.items.flatMap((item) => {
    const input = readInput(item, problems);
    if (!input) return [];
    const nameNode = item.kind === "map" ? (findEntry(item, "name")?.value ?? item) : item;
    const first = taken.get(input.name);
    taken.set(input.name, first ?? nameNode);
    if (!first) return [input];
    const message = `The input \`${input.name}\` is declared twice; the first one counts.`;
    problems.push(problem("DUPLICATE_NAME", nameNode, message, { hint: "rename one", related: [first] }));
    return [];
  });
}

function readInput(item: YamlNode, problems: Problem[]): JobInput | undefined {
  const map = expectMap(item, "An item of `inputs`", EXAMPLE, problems);
  if (!map) return undefined;
  const known = problems.length;
  const { default: written, ...table } = INPUT_FIELDS;
  const { values, others } = readFields(map, table, problems);
  for (const other of others) {
    if (other.key !== "default") problems.push(unknownKey(other, "an input", Object.keys(INPUT_FIELDS)));
    else if (isNull(other.value) || other.value.kind !== "scalar")
      problems.push(defaultOfWrongShape(other, written));
  }
  const name = readInputName(map, values.name, problems);
  const type = values.type ?? (values.options ? "choice" : "string");
  const options = readOptions(map, { name, type, options: values.options }, problems);
  const defaultEntry = findEntry(map, "default");
  const input = { name: name ?? "", type, options, description: values.description };
  const made = inputOf(input, defaultEntry, problems);
  const isFaulty = problems.slice(known).some(({ severity }) => severity === "error");
  return isFaulty || name === undefined ? undefined : made;
}

function defaultOfWrongShape({ keySpan, value }: MapEntry, field: typeof INPUT_FIELDS.default): Problem {
  const span = isNull(value) ? keySpan : value;
  const message = `\`default\` must be ${field.expects}, but is ${describeNode(value)}.`;
  return problem("INVALID_VALUE", span, message, { hint: `for example: \`default: ${field.example}\`` });
}

/** Inputs become variables of the run. */
function readInputName(map: MapNode, name: string | undefined, problems: Problem[]): string | undefined {
  const entry = findEntry(map, "name");
  if (!entry || isNull(entry.value)) {
    const span = entry?.keySpan ?? map.entries[0]?.keySpan ?? map;
    problems.push(problem("MISSING_KEY", span, "An input needs a name.", { hint: "add `name: REGION`" }));
    return undefined;
  }
  if (name === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  const message = `\`${name}\` can't be the name of an input, which is a variable of the run.`;
  const hint = "use letters, digits and `_`, and a letter first";
  problems.push(problem("INVALID_NAME", entry.value, message, { hint }));
  return undefined;
}

interface ReadOptions {
  readonly name: string | undefined;
  readonly type: (typeof INPUT_TYPES)[number];
  readonly options: readonly string[] | undefined;
}

function readOptions(
  map: MapNode,
  { name, type, options }: ReadOptions,
  problems: Problem[],
): readonly string[] {
  const entry = findEntry(map, "options");
  if (type === "choice" && (!entry || options?.length === 0)) {
    const message = `The input ${name === undefined ? "of type choice" : `\`${name}\``} has no \`options\` to choose from.`;
    const span = entry?.keySpan ?? findEntry(map, "type")?.value ?? map;
    problems.push(problem("MISSING_KEY", span, message, { hint: "for example: `options: [eu, us]`" }));
  }
  if (type !== "choice" && entry) {
    const message = `\`options\` has no effect on an input of type ${type}.`;
    problems.push(problem("KEY_WITHOUT_EFFECT", entry.keySpan, message, { hint: "write `type: choice`" }));
  }
  return entry && options ? withoutRepeats(entry, options, problems) : [];
}

interface InputDraft {
  readonly name: string;
  readonly type: (typeof INPUT_TYPES)[number];
  readonly options: readonly string[];
  readonly description: string | undefined;
}

function inputOf(draft: InputDraft, entry: MapEntry | undefined, problems: Problem[]): JobInput {
  const { name, type, options } = draft;
  const common = { name, ...(draft.description === undefined ? {} : { description: draft.description }) };
  const text = entry?.value.kind === "scalar" ? textOfScalar(entry.value) : undefined;
  if (!entry || text === undefined) {
    return type === "choice" ? { type, ...common, options } : { type, ...common };
  }
  switch (type) {
    case "string":
      return { type, ...common, default: text };
    case "number": {
      const number = text.trim() === "" ? NaN : Number(text);
      if (!Number.isFinite(number)) problems.push(unfitDefault(entry, "a number", "3"));
      return { type, ...common, default: number };
    }
    case "boolean": {
      const read = FLAG.safeParse(entry.value.kind === "scalar" ? entry.value.value : text);
      if (!read.success) problems.push(unfitDefault(entry, "true or false", "false"));
      return { type, ...common, default: read.data ?? false };
    }
    case "choice":
      if (options.length > 0 && !options.includes(text)) problems.push(strangeDefault(entry, text, options));
      return { type, ...common, options, default: text };
  }
}

function unfitDefault({ value }: MapEntry, expected: string, example: string): Problem {
  const message = `The \`default\` must be ${expected}, like the input, but is ${describeNode(value)}.`;
  return problem("INVALID_VALUE", value, message, { hint: `for example: \`default: ${example}\`` });
}

function strangeDefault({ value }: MapEntry, text: string, options: readonly string[]): Problem {
  const message = `The \`default\` must be one of the \`options\`, but is ${describeNode(value)}.`;
  const hint = didYouMean(text, options) ?? `one of ${options.join(", ")}`;
  return problem("INVALID_VALUE", value, message, { hint });
}
