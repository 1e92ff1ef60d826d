import { hasNoEffectYet, isNotExact, share } from "@landbridge/language";
import type { FidelityLine, FidelityReport, Verdict } from "@landbridge/language";
import { tableLines } from "../output.ts";
import type { Output, Style } from "../output.ts";

const STYLES: Readonly<Record<Verdict, Style>> = {
  exact: "green",
  approximate: "yellow",
  unsupported: "red",
};
const LONGEST_TEXT = 56;

/** The report for people: each line that is not exact, and how many there are of each kind. */
export function printFidelity(
  output: Output,
  { files, summary }: FidelityReport,
  shown: (file: string) => string,
): void {
  for (const { file, lines } of files) {
    const listed = lines.filter(isNotExact);
    if (listed.length === 0) continue;
    output.line(output.style("bold", shown(file)));
    const width = String(listed.at(-1)?.line ?? 0).length;
    const rows = listed.map((line, index) => rowOf(output, line, { width, previous: listed[index - 1] }));
    for (const row of tableLines(rows)) output.line(row);
    output.line();
  }
  const counts = (["exact", "approximate", "unsupported"] as const).map((verdict) => {
    const count = summary[verdict];
    const text = `${count} ${verdict} (${share(summary, count)})`;
    return count === 0 ? text : output.style(STYLES[verdict], text);
  });
  output.line(`${summary.lines} ${summary.lines === 1 ? "line" : "lines"}: ${counts.join(", ")}`);
  const later = files.flatMap(({ lines }) => lines).filter(hasNoEffectYet).length;
  if (later > 0) {
    const which = later === 1 ? "1 exact line has" : `${later} exact lines have`;
    output.line(
      output.style("dim", `${which} no effect in this version yet; landbridge validate says which.`),
    );
  }
}

function rowOf(
  output: Output,
  { line, verdict, text, reason }: FidelityLine,
  { width, previous }: { readonly width: number; readonly previous: FidelityLine | undefined },
): readonly string[] {
  const isSaid = previous?.reason === reason && previous.line === line - 1;
  return [
    `  ${String(line).padStart(width)}`,
    output.style(STYLES[verdict], verdict),
    cut(text.trim()),
    // Said once for lines that follow each other.
    isSaid ? "" : reason,
  ];
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
