import type { ApiClient, RunSummaryView } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import type { ErrorCode } from "@landbridge/core";
import { usage } from "../cli-refusal.ts";
import { parseCount, parseRunReference } from "../words/references.ts";

/** What people write for a run: `ship 3`, `ship#3`, or `ship` alone where one run is meant anyway. */
export interface RunArgument {
  readonly reference: string;
  readonly number?: string | undefined;
}

export interface Fitting {
  readonly fits: (run: RunSummaryView) => boolean;
  /** `newest`: of several the newest is meant; `only`: of several one has to be named. */
  readonly which: "newest" | "only";
  /** The refusal where no run fits, a whole sentence but for the job: "waits for an approval". */
  readonly none: { readonly code: ErrorCode; readonly text: (job: string) => string };
}

/** The run that is named, or the one that fits. */
export async function pickRun(
  { client, workspace }: { readonly client: ApiClient; readonly workspace: string },
  argument: RunArgument,
  { fits, which, none }: Fitting,
): Promise<{ readonly job: string; readonly number: number }> {
  const named = readRunArgument(argument);
  const { job, number } = named;
  if (number !== undefined) return { job, number };
  const runs = (await client.listJobRuns({ workspace, job, limit: 500 })).filter(fits);
  const [newest] = runs;
  if (!newest) throw new AppError(none.code, none.text(job));
  if (which === "only" && runs.length > 1) {
    const numbers = runs.map((run) => `#${run.number}`).reverse();
    throw usage(`${numbers.join(", ")} of ${job} fit.`, `Say which: ${job} ${newest.number}, for example.`);
  }
  return { job, number: newest.number };
}

function readRunArgument({ reference, number }: RunArgument): ReturnType<typeof parseRunReference> {
  const parsed = parseRunReference(reference);
  if (number === undefined) return parsed;
  if (parsed.number !== undefined) {
    throw usage(`${reference} has a number already.`, `Leave out ${number}.`);
  }
  return { ...parsed, number: parseCount(number, { flag: "The number of a run", min: 1, max: 1e9 }) };
}
