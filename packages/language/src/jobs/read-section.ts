import type { JsonObject, Section } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import type { Reference } from "../checks/declaration.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, readFields, unknownKey } from "../fields/read-fields.ts";
import { readScript } from "../fields/read-script.ts";
import { NOTIFY_FIELDS, SECTION_KEYS } from "../fields/schema.ts";
import type { Span } from "../yaml/source-text.ts";
import { describeNode, findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, YamlNode } from "../yaml/yaml-node.ts";

export const EMPTY_SECTION: Section = { script: [], notify: [] };

type Notification = Section["notify"][number];

interface SectionReading {
  readonly script: string[];
  readonly notify: Notification[];
  readonly references: Reference[];
  readonly problems: Problem[];
  /** Where the first command stands. */
  scriptSpan: Span | undefined;
  /** Where the first `NOTIFY` stands. */
  notifySpan: Span | undefined;
}

export interface ReadSection {
  readonly section: Section;
  readonly references: readonly Reference[];
}

/** A lifecycle section in any of its forms. Where no script is run (`scriptRefusal` says why) it is not kept. */
export function readSection(entry: MapEntry, problems: Problem[], scriptRefusal?: string): ReadSection {
  if (isNull(entry.value)) {
    problems.push(emptyValue(entry));
    return { section: EMPTY_SECTION, references: [] };
  }
  const reading: SectionReading = {
    script: [],
    notify: [],
    references: [],
    problems,
    scriptSpan: undefined,
    notifySpan: undefined,
  };
  readPart(reading, entry.value);
  const { script, notify, references, scriptSpan, notifySpan } = reading;
  if (notifySpan) {
    const message = "`NOTIFY` loads, but nobody is told anything in this version yet.";
    problems.push(problem("NOT_YET_IN_EFFECT", notifySpan, message));
  }
  if (scriptRefusal === undefined || script.length === 0) return { section: { script, notify }, references };
  const message = `The script of \`${entry.key}\` is not run: ${scriptRefusal}.`;
  problems.push(
    problem("SCRIPT_NOT_RUN", scriptSpan ?? entry.keySpan, message, { hint: "only `NOTIFY` belongs here" }),
  );
  return { section: { script: [], notify }, references };
}

function readPart(reading: SectionReading, node: YamlNode): void {
  if (node.kind === "list") {
    for (const item of node.items) readPart(reading, item);
    return;
  }
  if (node.kind === "scalar") {
    addScript(reading, node);
    return;
  }
  for (const entry of node.entries) {
    if (entry.key === "script") addScript(reading, entry.value);
    else if (entry.key === "NOTIFY") readNotify(reading, entry, entry.value);
    else reading.problems.push(unknownKey(entry, "a section", SECTION_KEYS, hintFor(entry.key)));
  }
}

function addScript(reading: SectionReading, node: YamlNode): void {
  reading.scriptSpan ??= node;
  append(reading.script, readScript(node, reading.problems));
}

function readNotify(reading: SectionReading, entry: MapEntry, node: YamlNode): void {
  if (isNull(node)) {
    reading.problems.push(emptyValue(entry));
    return;
  }
  if (node.kind === "list") {
    for (const item of node.items) readNotify(reading, entry, item);
    return;
  }
  reading.notifySpan ??= entry.keySpan;
  if (node.kind === "scalar") {
    addNotification(reading, textOfScalar(node) ?? "", node, {});
    return;
  }
  const { values, others } = readFields(node, NOTIFY_FIELDS, reading.problems);
  for (const other of others)
    reading.problems.push(unknownKey(other, "`NOTIFY`", Object.keys(NOTIFY_FIELDS)));
  const { name, sendFailingSnippet } = values;
  const span = findEntry(node, "name")?.value ?? node;
  const options = sendFailingSnippet === undefined ? {} : { sendFailingSnippet };
  if (name !== undefined) addNotification(reading, name, span, options);
  else if (!findEntry(node, "name")) {
    const message = `\`NOTIFY\` must name a notification resource, but is ${describeNode(node)}.`;
    const hint = "for example: `NOTIFY: [{name: my_slack}]`";
    reading.problems.push(problem("INVALID_VALUE", node, message, { hint }));
  }
}

function addNotification(reading: SectionReading, name: string, span: Span, options: JsonObject): void {
  reading.notify.push({ name, options });
  reading.references.push({ kind: "notify", name, span });
}

function hintFor(key: string): string | undefined {
  const upper = key.trim().toUpperCase();
  if (upper === "SCRIPT") return "did you mean `script`?";
  if (upper.endsWith("NOTIFY")) return "did you mean `NOTIFY`?";
  return undefined;
}
