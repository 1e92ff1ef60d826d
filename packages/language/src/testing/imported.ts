import type { FidelityLine } from "../import/fidelity.ts";
import { importWorkflow } from "../import/import-workflow.ts";
import type { ImportedWorkflow } from "../import/import-workflow.ts";

export type Imported = Extract<ImportedWorkflow, { ok: true }>;

export function importFiles(files: Readonly<Record<string, string>>): Imported {
  const imported = importWorkflow(Object.entries(files).map(([path, text]) => ({ path, text })));
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems, null, 1));
  return imported;
}

/** Jobs as they stand in a file of their own. */
export function importJobs(text: string): Imported {
  return importFiles({ "shippable.jobs.yml": `jobs:\n${text}` });
}

/** A job with one script, as it is written. */
export function scriptJob(name: string, ...lines: readonly string[]): string {
  const script = lines.map((line) => `            - ${line}\n`).join("");
  return `  - name: ${name}
    type: runSh
    steps:
      - TASK:
          script:
${script}`;
}

export function lineOf({ report }: Imported, file: string, line: number): FidelityLine | undefined {
  return report.files.find((each) => each.file === file)?.lines.find((each) => each.line === line);
}

/** `12 approximate SECURE_VALUE` for every line that is not exact. */
export function notExact({ report }: Imported): readonly string[] {
  return report.files.flatMap(({ lines }) =>
    lines
      .filter(({ verdict }) => verdict !== "exact")
      .map(({ line, verdict, code }) => `${line} ${verdict} ${code}`),
  );
}
