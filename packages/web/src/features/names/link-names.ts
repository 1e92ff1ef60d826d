/** A piece of a sentence: words, or a name that leads somewhere. */
export type SentencePart =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "job" | "resource"; readonly text: string; readonly name: string }
  | { readonly kind: "run"; readonly text: string; readonly job: string; readonly number: number };

export interface KnownNames {
  readonly jobs: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
}

/** Finds the names of jobs and resources in a sentence, and runs as "deploy #12". */
export function linkNames(sentence: string, { jobs, resources }: KnownNames): readonly SentencePart[] {
  const parts: SentencePart[] = [];
  let words = "";
  let at = 0;
  for (const match of sentence.matchAll(/[\w.-]*\w(?: #(\d+))?/g)) {
    const text = match[0];
    const name = text.replace(/ #\d+$/, "");
    const kind = jobs.has(name) ? "job" : resources.has(name) ? "resource" : undefined;
    words += sentence.slice(at, match.index);
    at = match.index + text.length;
    if (!kind) {
      words += text;
      continue;
    }
    if (words !== "") parts.push({ kind: "words", text: words });
    const number = Number(match[1]);
    words = kind === "resource" ? text.slice(name.length) : "";
    if (kind === "job" && match[1] !== undefined) parts.push({ kind: "run", text, job: name, number });
    else parts.push({ kind, text: name, name });
  }
  const rest = words + sentence.slice(at);
  if (rest !== "") parts.push({ kind: "words", text: rest });
  return parts;
}
