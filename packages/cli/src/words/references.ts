import { usage } from "../cli-refusal.ts";

/** What people write for a run: `build` or `build#12`. */
export interface RunReference {
  readonly job: string;
  readonly number?: number;
}

export function parseRunReference(text: string): RunReference {
  const match = /^(.+?)(?:#(\d+))?$/.exec(text);
  const [, job, number] = match ?? [];
  if (job === undefined || job.includes("#") || number === "0") {
    throw usage(`"${text}" names no run.`, "A run is written JOB#NUMBER, such as build#12.");
  }
  return number === undefined ? { job } : { job, number: Number(number) };
}

/** `KEY=VALUE` pairs of --set, later ones win. */
export function parsePairs(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(text) ?? [];
      if (key === undefined || value === undefined) {
        throw usage(
          `"${text}" is not KEY=VALUE.`,
          "A key has letters, digits and underscores, such as REGION=eu.",
        );
      }
      return [key, value];
    }),
  );
}

/** A version as `RESOURCE@NUMBER`. */
export function parseVersionReference(text: string): string {
  if (!/^[^@]+@[1-9]\d*$/.test(text)) {
    throw usage(`"${text}" names no version.`, "A version is written RESOURCE@NUMBER, such as package@2.");
  }
  return text;
}

/** The same in its two parts. */
export function splitVersionReference(text: string): { readonly name: string; readonly number: number } {
  const [name = "", number = ""] = parseVersionReference(text).split("@");
  return { name, number: Number(number) };
}

export function parseCount(
  text: string,
  { flag, min = 0, max }: { readonly flag: string; readonly min?: number; readonly max: number },
): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw usage(`${flag} takes a number from ${min} to ${max}, not "${text}".`);
  return value;
}
