import { approvalOf } from "@landbridge/core";
import type { InputValue, JobInput, TriggerCause } from "@landbridge/core";
import { isDeepStrictEqual } from "node:util";
import type { EndedRunRow, LiveRunRow } from "../src/store/saved-batch.ts";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Moment } from "./watch.ts";
import type { World } from "./world.ts";

type Given = Readonly<Record<string, InputValue>>;

/** Values of a run are of the types that its job declares, defaults among them; where a person asks, none is missing. */
export function inputsFitTheirTypes({ world, changes, cache }: Moment): void {
  for (const row of changes.made) {
    const name = nameIn(world.tables, row);
    const declared = cache.workflow.jobs.get(name.split(" ")[0] ?? "")?.inputs ?? [];
    const cause = row.cause as TriggerCause;
    if (row.replays !== null) {
      replaysHoldTheirOwn(world, name, row);
      continue;
    }
    const given = (row.inputs ?? {}) as Given;
    const variables = row.env as Readonly<Record<string, string>>;
    for (const input of declared) {
      const value = given[input.name];
      const isNeeded = input.default !== undefined || cause.kind === "manual";
      if (value === undefined) {
        if (isNeeded) throw new Breach("inputs", `${name} has no value for ${input.name}`);
        continue;
      }
      refuseUnfit(name, input, value);
      if (variables[input.name] !== String(value))
        throw new Breach("inputs", `${name} exports ${input.name} as ${String(variables[input.name])}`);
    }
    const unknown = Object.keys(given).find((key) => !declared.some((input) => input.name === key));
    if (unknown !== undefined && cause.kind === "manual")
      throw new Breach("inputs", `${name} has a value for ${unknown}, which nobody asked for`);
  }
}

/** A run that is made to repeat another one has its values; that one may have been answered anew at its gate. */
function replaysHoldTheirOwn({ tables }: World, name: string, row: LiveRunRow | EndedRunRow): void {
  const cause = row.cause as TriggerCause;
  const before = "runNumber" in cause ? tables.runsOfJob.get(row.job_id)?.get(cause.runNumber) : undefined;
  if (before && !isDeepStrictEqual([before.inputs, before.env], [row.inputs, row.env]))
    throw new Breach("inputs", `${name} has other values than ${nameIn(tables, before)}, which it repeats`);
}

/** What a run is given to carry out holds its values: those that its gate was answered among them. */
export function plansHoldTheValues({ world, saved }: Moment): void {
  for (const { run_id: id, plan } of saved.plans) {
    const row = world.tables.liveRuns.get(id) ?? world.tables.runs.get(id);
    const { env } = plan;
    if (row && !isDeepStrictEqual(env, row.env))
      throw new Breach("inputs", `${nameIn(world.tables, row)} is carried out with ${JSON.stringify(env)}`);
  }
}

/** A gate that people opened has an answer, of its type, to all that it asks. */
export function gatesOpenWithAnswers({ world, saved, cache, liveBefore }: Moment): void {
  for (const row of opened(saved.liveRuns, liveBefore)) {
    const name = nameIn(world.tables, row);
    const { inputs = [] } = approvalOf(cache.workflow.jobs.get(name.split(" ")[0] ?? ""));
    const answers = (row.inputs ?? {}) as Given;
    for (const input of inputs) {
      const value = answers[input.name];
      if (value === undefined) throw new Breach("inputs", `the gate of ${name} opened without ${input.name}`);
      refuseUnfit(name, input, value);
    }
  }
}

function opened(rows: readonly LiveRunRow[], before: ReadonlyMap<string, LiveRunRow>): readonly LiveRunRow[] {
  return rows.filter(({ id, status }) => status !== "gated" && before.get(id)?.status === "gated");
}

function refuseUnfit(run: string, input: JobInput, value: InputValue): void {
  const isFit =
    input.type === "choice"
      ? input.options.some((option) => option === value)
      : typeof value === input.type && (typeof value !== "number" || Number.isFinite(value));
  if (!isFit)
    throw new Breach("inputs", `${run} has ${JSON.stringify(value)} for ${input.name}: ${input.type}`);
}
