import { existsSync } from "node:fs";

export interface OptionValues {
  readonly path: string;
  readonly lists: readonly (readonly string[])[];
}

/**
 * Gives back the path that an option which takes several values may have swallowed:
 * `simulate --event run:a examples/hello`. The lists come in the order given.
 */
export function pathAmong(
  given: string | undefined,
  options: readonly (readonly string[] | undefined)[],
  isPath: (text: string) => boolean = looksLikePath,
): OptionValues {
  let path = given;
  const lists = options.map((values = []) => {
    const last = values.at(-1);
    // The first value belongs to its option in any case.
    if (path !== undefined || values.length < 2 || last === undefined || !isPath(last)) return values;
    path = last;
    return values.slice(0, -1);
  });
  return { path: path ?? ".", lists };
}

/** A dot or a slash: names of jobs, pairs and events that exist as files have neither. */
function looksLikePath(text: string): boolean {
  return /[/\\.]/.test(text) && existsSync(text);
}
