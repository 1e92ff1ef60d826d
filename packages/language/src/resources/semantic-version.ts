import parse from "semver/functions/parse.js";

/** What keeps a text from being a semantic version, with or without `v` before it; completes "`versionName` …". */
export function faultOfSemanticVersion(written: string): string | undefined {
  if (written === "" || parse(written)) return undefined;
  const core = /^\s*v?(\d+(?:\.\d+)*)(?:[-+].*)?\s*$/.exec(written)?.[1];
  const because = core === undefined ? "" : becauseOf(core.split("."));
  return `is ${JSON.stringify(written)}, which is no semantic version${because}, so nothing can be counted up from it`;
}

function becauseOf(numbers: readonly string[]): string {
  if (numbers.length !== 3) {
    const found = numbers.length === 1 ? "one number" : `${numbers.length} numbers`;
    return ` (${found} where three belong)`;
  }
  return numbers.some((number) => /^0\d/.test(number)) ? " (a number begins with 0)" : "";
}
