import type { Place } from "@landbridge/core";
import { guardText } from "../yaml/guard.ts";
import { LIMITS } from "../yaml/limits.ts";
import { parseFile } from "../yaml/parse.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { createSourceText, placeAt } from "../yaml/source-text.ts";
import type { SourceText, Span } from "../yaml/source-text.ts";
import { describeNode, isNull } from "../yaml/yaml-node.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

/** What came of fetching one external reference. */
export type ExternalText =
  | { readonly ok: true; readonly text: string }
  /** One sentence, which follows on "… can't be read: ". */
  | { readonly ok: false; readonly reason: string };

/** An address that a configuration names, with its place. */
export interface ExternalReference extends Place {
  readonly url: string;
}

/**
 * The addresses under `externalReferences` in all files, each once and where it stands first: what has to be
 * fetched before `loadWorkflow` is given it as `externals`. There are none in most configurations, which are only
 * searched for the word.
 */
export function findExternalReferences(
  files: readonly { readonly path: string; readonly text: string }[],
): readonly ExternalReference[] {
  const found = new Map<string, ExternalReference>();
  for (const { path, text } of files) {
    if (!text.includes(KEY)) continue;
    const source = createSourceText(path, text);
    if (guardText(source)) continue;
    for (const { url, span } of referencesIn(source).references) {
      if (!found.has(url)) found.set(url, { url, ...placeAt(span.source, span.start) });
    }
  }
  return [...found.values()].slice(0, LIMITS.externals);
}

export interface PlacedReference {
  readonly url: string;
  readonly span: Span;
}

const KEY = "externalReferences";

/** The references of one file, and what is wrong with how they are written. */
export function referencesIn(source: SourceText): {
  readonly references: readonly PlacedReference[];
  readonly problems: readonly Problem[];
} {
  const root = source.text.includes(KEY) ? parseFile(source).root : undefined;
  const references: PlacedReference[] = [];
  const problems: Problem[] = [];
  if (root?.kind !== "map") return { references, problems };
  for (const { key, value } of root.entries) {
    if (key !== KEY || isNull(value)) continue;
    for (const node of value.kind === "list" ? value.items : [value]) {
      const url = addressOf(node);
      if (url === undefined) problems.push(noAddress(node));
      else references.push({ url, span: node });
    }
  }
  return { references, problems };
}

function addressOf(node: YamlNode): string | undefined {
  if (node.kind !== "scalar" || typeof node.value !== "string") return undefined;
  return /^https?:\/\/[^\s/?#]\S*$/i.test(node.value) ? node.value : undefined;
}

function noAddress(node: YamlNode): Problem {
  const message = `An external reference must be an address that begins with https:// or http://, but is ${describeNode(node)}.`;
  return problem("INVALID_VALUE", node, message, {
    hint: "for example: `- https://git.example.com/raw/ops/common.yml`",
  });
}
