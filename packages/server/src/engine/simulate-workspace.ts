import { AppError, parseSimulatedEvent, simulate, withReason } from "@landbridge/core";
import type { Simulation } from "@landbridge/core";
import { nextTickOf, tryCondition } from "@landbridge/language";
import type { Engine } from "./engine.ts";
import type { LoadParts } from "./load-source.ts";
import { readDesired } from "./plan-source.ts";
import type { PlanAsked } from "./plan-source.ts";
import { textOfErrors } from "./sync-source.ts";

/** What to try, on the workspace as it is or as files would make it. */
export interface SimulationAsked extends Pick<PlanAsked, "source" | "files" | "project"> {
  readonly events: readonly string[];
  readonly isAuto: boolean;
}

/** Tries events on a copy of the workspace, by the rules that the engine has. Nothing is kept. */
export async function simulateWorkspace(
  parts: LoadParts & { readonly engine: Engine; readonly now: () => Date },
  asked: SimulationAsked,
): Promise<Simulation> {
  const { events, isAuto } = asked;
  const read = asked.source || asked.files ? await readDesired(parts, asked) : undefined;
  if (read?.ok === false) {
    const text = `The configuration can't be applied: ${textOfErrors(read.about.problems)}.`;
    throw new AppError("CONFIG_REFUSED", text, { hint: "landbridge plan shows all its problems." });
  }
  const jobs = events.flatMap((text) => {
    const event = parseSimulatedEvent(text);
    return event?.kind === "quarantine" || event?.kind === "release" ? [event.name] : [];
  });
  const imagined = await parts.engine.imagine({ desired: read?.desired, jobs });
  if (!imagined.ok) {
    const texts = imagined.refusals.map(({ text }) => text);
    throw new AppError("CONFIG_REFUSED", withReason("The configuration would be refused", texts.join(" ")));
  }
  const { workflow, facts, contentOf } = imagined;
  const now = parts.now().getTime();
  return simulate(workflow, events, {
    isAuto,
    facts,
    now,
    nextTick: nextTickOf,
    tryCondition,
    contentOf,
  });
}
