import type { Options } from "prettier";

/** Tells text that is no YAML from a fault of ours. */
export type FormattedYaml =
  | { readonly ok: true; readonly text: string }
  /** `reason` is a sentence. */
  | { readonly ok: false; readonly reason: string };

export type FormatYaml = (text: string) => Promise<FormattedYaml>;

const OPTIONS: Options = { parser: "yaml", tabWidth: 2, printWidth: 110, endOfLine: "auto" };
/** Some texts settle only when they are formatted again. */
const MOST_ROUNDS = 4;

/** The formatter, loaded when it is asked for: other commands need not wait for it. */
export async function loadYamlFormatter(): Promise<FormatYaml> {
  const [{ format }, yaml] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/yaml"),
  ]);
  const options = { ...OPTIONS, plugins: [yaml.default] };
  return async (text) => {
    try {
      let current = text;
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const next = await format(current, options);
        if (next === current) return { ok: true, text: next };
        current = next;
      }
      return { ok: false, reason: "Formatting it again would change it again." };
    } catch (fault) {
      const [first = ""] = (fault instanceof Error ? fault.message : String(fault)).split("\n");
      return { ok: false, reason: `The formatter can't read it: ${first.replace(/\.?$/, ".")}` };
    }
  };
}
