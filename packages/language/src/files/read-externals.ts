import { append } from "../yaml/append.ts";
import { referencesIn } from "./external-references.ts";
import type { ExternalText, PlacedReference } from "./external-references.ts";
import { guardText } from "../yaml/guard.ts";
import { LIMITS } from "../yaml/limits.ts";
import { parseFile } from "../yaml/parse.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readTemplatesFile } from "./read-file.ts";
import type { Anchors } from "../yaml/resolve-nodes.ts";
import { createSourceText } from "../yaml/source-text.ts";
import type { SourceText } from "../yaml/source-text.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

/** Reads the texts that configuration files name by address. */
export interface ExternalReader {
  /** `before` and the anchors of everything that the file names, in its order: of a name the last one counts. */
  read(source: SourceText, before: Anchors): Anchors;
  readonly problems: () => readonly Problem[];
  /** The anchors as a file may use them, with something for those that could not be read. */
  complete(source: SourceText, anchors: Anchors): Anchors;
}

export function createExternalReader(
  externals: ReadonlyMap<string, ExternalText> | undefined,
): ExternalReader {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  let isIncomplete = false;

  function textOf({ url, span }: PlacedReference): string | undefined {
    seen.add(url);
    if (seen.size > LIMITS.externals) {
      const message = `Only the first ${LIMITS.externals} external references are read.`;
      problems.push(problem("TOO_MANY_FILES", span, message));
    } else {
      const found = externals?.get(url);
      if (found?.ok === true) return found.text;
      problems.push(found ? notReadable(span, url, found.reason) : notFetched(span, url));
    }
    // Who never gave any text has to hear of every alias that is missing: its files could be put to use like that.
    isIncomplete = externals !== undefined;
    return undefined;
  }
  return {
    read(source, before) {
      let anchors = before;
      const { references, problems: wrong } = referencesIn(source);
      append(problems, wrong);
      for (const reference of references) {
        const text = textOf(reference);
        if (text !== undefined) anchors = readText(createSourceText(reference.url, text), anchors, problems);
      }
      return anchors;
    },
    problems: () => problems,
    complete: (source, anchors) => (isIncomplete ? withStandIns(source, anchors) : anchors),
  };
}

/**
 * Where texts are missing, what they may have set stands for itself: `*name` as a text, or nothing to merge. So the
 * rest of the file is looked at as if all were there.
 */
function withStandIns(source: SourceText, anchors: Anchors): Anchors {
  const all = new Map(anchors);
  for (const [, merge, name = ""] of source.text.matchAll(/(<<[ \t]*:[ \t[]*)?\*([^\s,[\]{}]+)/g)) {
    const span = { source, start: 0, end: 0 };
    const written = `*${name}`;
    const node: YamlNode = merge
      ? { kind: "map", ...span, entries: [] }
      : { kind: "scalar", ...span, value: written, text: written };
    if (!all.has(name)) all.set(name, { node, weight: 1, height: 0 });
  }
  return all;
}

function readText(source: SourceText, before: Anchors, problems: Problem[]): Anchors {
  const refusal = guardText(source);
  if (refusal) {
    problems.push(refusal);
    return before;
  }
  const parsed = parseFile(source, before);
  append(problems, parsed.problems);
  if (parsed.root) append(problems, readTemplatesFile(parsed.root));
  const [nested] = referencesIn(source).references;
  if (nested) {
    const message =
      "External references are not followed from one to the next; those of this one are left out.";
    problems.push(
      problem("MISPLACED_KEY", nested.span, message, { hint: "name them in the configuration itself" }),
    );
  }
  return parsed.anchors;
}

function notReadable(span: PlacedReference["span"], url: string, reason: string): Problem {
  return problem("EXTERNAL_NOT_READABLE", span, `\`${url}\` can't be read: ${reason}`, {
    hint: "it must be readable for everybody, without signing in",
  });
}

function notFetched(span: PlacedReference["span"], url: string): Problem {
  const message = `\`${url}\` was not fetched, so the anchors that it sets are missing.`;
  return problem("EXTERNAL_NOT_FETCHED", span, message);
}
