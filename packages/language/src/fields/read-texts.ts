import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue } from "./read-fields.ts";
import type { Span } from "../yaml/source-text.ts";
import { describeNode, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

/**
 * One text or a list of texts, in which aliases may bring lists of their own. A number is the text that was
 * written: `4.10` stays `4.10`.
 */
export function readTexts(entry: MapEntry, problems: Problem[]): readonly string[] {
  return readPlacedTexts(entry, problems).map(({ text }) => text);
}

export interface PlacedText {
  readonly text: string;
  readonly span: Span;
}

/** The same, each with its place. */
export function readPlacedTexts(entry: MapEntry, problems: Problem[]): readonly PlacedText[] {
  const texts: PlacedText[] = [];
  if (isNull(entry.value)) problems.push(emptyValue(entry));
  else collectTexts(entry, entry.value, { texts, problems });
  return texts;
}

interface TextsReading {
  readonly texts: PlacedText[];
  readonly problems: Problem[];
}

function collectTexts(entry: MapEntry, node: YamlNode, reading: TextsReading): void {
  const { texts, problems } = reading;
  if (node.kind === "list") {
    for (const item of node.items) collectTexts(entry, item, reading);
    return;
  }
  if (isNull(node)) {
    const span = { ...node, end: node.start + 1 };
    problems.push(
      problem("EMPTY_VALUE", span, `An item of \`${entry.key}\` is empty and is left out.`, {
        hint: "remove the line",
      }),
    );
    return;
  }
  const text = node.kind === "scalar" ? textOfScalar(node) : undefined;
  if (text !== undefined) {
    texts.push({ text, span: node });
    return;
  }
  const message = `\`${entry.key}\` must be a text or a list of texts, but this is ${describeNode(node)}.`;
  problems.push(
    problem("INVALID_VALUE", node, message, { hint: "quote a text that has a colon and a blank in it" }),
  );
}

/** The maps of a list in which aliases may bring lists of their own; a map alone is a list of one. */
export function readMaps(entry: MapEntry, example: string, problems: Problem[]): readonly MapNode[] {
  if (!isNull(entry.value)) return mapsIn(entry, entry.value, { example, problems });
  problems.push(emptyValue(entry));
  return [];
}

interface MapsReading {
  readonly example: string;
  readonly problems: Problem[];
}

function mapsIn(entry: MapEntry, node: YamlNode, reading: MapsReading): readonly MapNode[] {
  if (node.kind === "list") return node.items.flatMap((item) => mapsIn(entry, item, reading));
  if (node.kind === "map") return [node];
  const { example, problems } = reading;
  const hint = `for example: \`${entry.key}: ${example}\``;
  if (isNull(node)) {
    const span = { ...node, end: node.start + 1 };
    problems.push(
      problem("EMPTY_VALUE", span, `An item of \`${entry.key}\` is empty and is left out.`, { hint }),
    );
    return [];
  }
  const message = `An item of \`${entry.key}\` must be a map, but is ${describeNode(node)}.`;
  problems.push(problem("INVALID_VALUE", node, message, { hint }));
  return [];
}
