export interface SuccessfulRun { readonly number: number; readonly versions: Readonly<Record<string, number>> }
export interface PassedInput { readonly from: string; readonly passed: readonly string[]; readonly flow: "latest" | "every"; readonly pinned?: number }
export interface VersionHistory {
  successfulRuns(job: string): readonly SuccessfulRun[];
  latest(name: string): number | undefined;
  versions(name: string): readonly number[];
  isAllowed(name: string, number: number): boolean;
}
export type PassedOutcome =
  | { readonly ok: true; readonly versions: Readonly<Record<string, number>>; readonly via: Readonly<Record<string, Readonly<Record<string, number>>>> }
  | { readonly ok: false; readonly inputs: readonly { readonly from: string; readonly text: string }[] };
export function resolvePassed(inputs: readonly PassedInput[], history: VersionHistory, _taken: (from: string, number: number) => boolean): PassedOutcome {
  const versions: Record<string, number> = {};
  for (const { from, passed } of inputs) {
    const run = history.successfulRuns(passed[0] ?? "").find((r) => r.versions[from] !== undefined);
    if (!run) return { ok: false, inputs: [{ from, text: `none of ${from} passed` }] };
    versions[from] = run.versions[from] ?? 0;
  }
  return { ok: true, versions, via: {} };
}
