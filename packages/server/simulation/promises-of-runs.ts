import { isQuarantined, isSameContent } from "@landbridge/core";
import type { VersionContent } from "@landbridge/core";
import type { VersionRow } from "../src/store/saved-batch.ts";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Moment } from "./watch.ts";

/** Runs of a job are numbered from 1, without gaps or doubles. */
export function runNumbersAreConsecutive({ world, saved, changes, memory }: Moment): void {
  const made = [...changes.made].sort((a, b) => a.number - b.number);
  for (const row of made) {
    const last = memory.lastNumbers.get(row.job_id) ?? 0;
    if (row.number !== last + 1)
      throw new Breach("run-numbers", `${nameIn(world.tables, row)} follows #${String(last)}`);
    memory.lastNumbers.set(row.job_id, row.number);
  }
  for (const { id, last_run_number: last } of saved.jobs) {
    const known = memory.lastNumbers.get(id) ?? 0;
    if (last !== known)
      throw new Breach("run-numbers", `a job with ${String(known)} runs says ${String(last)}`);
  }
}

/** No run takes a version that is in quarantine when it starts. */
export function nothingReadsQuarantined({ world, changes, cache }: Moment): void {
  for (const row of changes.started) {
    for (const [name, number] of Object.entries((row.reads ?? {}) as Record<string, number>)) {
      if (isQuarantined(cache.workflow, cache.facts, name, number))
        throw new Breach("quarantine", `${nameIn(world.tables, row)} takes ${name}@${String(number)}`);
    }
  }
}

/** A look outside that finds what is there already makes no version, also of what is in quarantine. */
export function whatIsKnownIsNoNews({ world, decided }: Moment): void {
  for (const answer of decided.answers) {
    if (!("outcome" in answer) || answer.outcome.type !== "version" || !answer.outcome.version) continue;
    const { resource, number } = answer.outcome.version;
    const isLook = decided.asked.events[decided.answers.indexOf(answer)]?.type === "version-arrived";
    const rows = world.tables.versions.get(decided.batch.cache.resources.get(resource)?.id ?? "");
    const [row, before] = [rows?.get(number), rows?.get(number - 1)];
    if (isLook && row && before && isSameContent(contentOf(row), contentOf(before)))
      throw new Breach("known", `${resource}@${String(number)} is what was there before`);
  }
}

function contentOf({ name, content, files }: VersionRow): VersionContent {
  // Columns that the engine itself wrote.
  return { values: content, files, ...(name === null ? {} : { name }) } as VersionContent;
}
