import { parseSimulatedEvent, simulate as simulateEvents } from "@landbridge/core";
import type { Simulation, Workflow } from "@landbridge/core";
import { usage } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { decisionLines } from "../words/decision-text.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { loadSoundSource } from "../source/workflow-source.ts";

/** `landbridge simulate [PATH] --event EVENT…`: what would happen, and why, without running anything. */
export async function simulate(
  { config, output }: Context,
  path: string,
  { events, isAuto }: { readonly events: readonly string[]; readonly isAuto: boolean },
): Promise<ExitCode> {
  const { workflow } = await loadSoundSource(path, { output, isAlone: true, config });
  for (const event of events) checkEvent(workflow, event);
  const simulation = simulateEvents(workflow, events, { isAuto });
  if (output.isJson) output.json(simulation);
  else printSimulation(output, simulation);
  return EXIT.done;
}

/** An event that can't be read or names nothing is a slip of the pen, not something to simulate. */
function checkEvent(workflow: Workflow, text: string): void {
  const event = parseSimulatedEvent(text);
  if (!event) {
    throw usage(
      `"${text}" is not an event.`,
      "Events are version:RESOURCE, run:JOB, success:JOB and failure:JOB.",
    );
  }
  const [kind, name, known] =
    event.kind === "version"
      ? ["resource", event.resource, workflow.resources]
      : ["job", event.job, workflow.jobs];
  if (known.has(name)) return;
  const names = [...known.keys()].slice(0, 20).join(", ");
  throw usage(`There is no ${kind} named ${name}.`, names === "" ? undefined : `There are: ${names}.`);
}

function printSimulation(output: Output, { decisions, events }: Simulation): void {
  let next = 0;
  for (const [index, outcome] of events.entries()) {
    const refused = outcome.ok ? "" : output.style("yellow", `  can't happen: ${outcome.text ?? ""}`);
    output.line(`${output.style("bold", outcome.event)}${refused}`);
    // Decisions carry their event as text: those of the same event given twice in a row are told together.
    if (events[index + 1]?.event === outcome.event) continue;
    const first = next;
    while (decisions[next]?.event === outcome.event) next += 1;
    const own = decisions.slice(first, next);
    for (const decision of own) {
      for (const line of decisionLines(decision, output.style)) output.line(`  ${line}`);
    }
    if (outcome.ok && own.length === 0) output.line(output.style("dim", "  no job looks at it"));
    if (index < events.length - 1) output.line();
  }
}
