import type { ObjectChangeView } from "@landbridge/api";
import { yamlText } from "../../ui/yaml-text.ts";
import { lineDiff } from "./line-diff.ts";
import type { DiffLine } from "./line-diff.ts";

type FieldChange = ObjectChangeView["fields"][number];

/** How a changed field is shown: in one line where both sides are short, else line by line. */
export type FieldDifference =
  | { readonly kind: "short"; readonly before?: string; readonly after?: string }
  | { readonly kind: "lines"; readonly lines: readonly DiffLine[] };

const SHORT = 48;

export function fieldDifference({ before, after }: Omit<FieldChange, "path">): FieldDifference {
  const [old, now] = [before, after].map((value) => (value === undefined ? undefined : linesOf(value)));
  if ([old, now].every((lines) => lines === undefined || isShort(lines))) {
    return {
      kind: "short",
      ...(old === undefined ? {} : { before: old.join("") }),
      ...(now === undefined ? {} : { after: now.join("") }),
    };
  }
  return { kind: "lines", lines: lineDiff(old ?? [], now ?? []) };
}

/** A list of lines, such as a script, is read as a text; anything else nested as YAML. */
function linesOf(value: NonNullable<FieldChange["after"]> | null): readonly string[] {
  if (value === "") return ['""'];
  if (typeof value === "string") return value.replace(/\n$/, "").split("\n");
  if (typeof value === "object" && value !== null && Object.keys(value).length === 0)
    return [JSON.stringify(value)];
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string"))
    return value.flatMap(linesOf);
  return yamlText(value).replace(/\n$/, "").split("\n");
}

function isShort(lines: readonly string[]): boolean {
  return lines.length === 1 && (lines[0]?.length ?? 0) <= SHORT;
}
