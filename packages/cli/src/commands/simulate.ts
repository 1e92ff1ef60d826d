import { EVENT_FORMS, parseSimulatedEvent, simulate as simulateEvents, withReason } from "@landbridge/core";
import type { SimulatedEvent, Workflow } from "@landbridge/core";
import { nextTickOf, tryCondition } from "@landbridge/language";
import { usage } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { decisionLines } from "../words/decision-text.ts";
import { durationText } from "../words/duration.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { sourceOfPath } from "../plan/planned-source.ts";
import { withPlanServer } from "../plan/plan-server.ts";
import type { PlanServer } from "../plan/plan-server.ts";
import { readSourceFiles } from "../source/source-files.ts";
import { loadSoundSource } from "../source/workflow-source.ts";

export interface SimulateRequest {
  /** Absent: the present directory, or with `--from server` the configuration that the server has. */
  readonly path: string | undefined;
  readonly events: readonly string[];
  readonly isAuto: boolean;
  readonly isFromServer: boolean;
}

/** A decision or outcome as it is printed: the server's and our own look the same. */
interface Shown {
  readonly events: readonly {
    readonly event: string;
    readonly ok: boolean;
    readonly text?: string;
    readonly did?: string;
  }[];
  readonly decisions: readonly (Parameters<typeof decisionLines>[0] & {
    readonly event: string;
    readonly afterSeconds?: number;
  })[];
}

/** `landbridge simulate [PATH] --event EVENT…`: what would happen, and why, without running anything. */
export async function simulate(context: Context, request: SimulateRequest): Promise<ExitCode> {
  const { output } = context;
  const events = request.events.map(readEvent);
  const simulation = request.isFromServer
    ? await simulateOnServer(context, request)
    : await simulateFiles(context, request, events);
  if (simulation === "interrupted") return EXIT.interrupted;
  if (output.isJson) output.json(simulation);
  else printSimulation(output, simulation);
  return EXIT.done;
}

/** An event that can't be read is a slip of the pen, not something to simulate. */
function readEvent(text: string): SimulatedEvent {
  const event = parseSimulatedEvent(text);
  if (event) return event;
  throw usage(`"${text}" is not an event.`, `Events are ${EVENT_FORMS.join(", ")}.`);
}

async function simulateFiles(
  { config, output }: Context,
  { path = ".", events: texts, isAuto }: SimulateRequest,
  events: readonly SimulatedEvent[],
): Promise<Shown> {
  const { workflow } = await loadSoundSource(path, { output, isAlone: true, config });
  for (const event of events) checkNames(workflow, event);
  return simulateEvents(workflow, texts, {
    isAuto,
    now: Date.now(),
    nextTick: nextTickOf,
    tryCondition,
  });
}

async function simulateOnServer(
  context: Context,
  { path, events, isAuto }: SimulateRequest,
): Promise<Shown | "interrupted"> {
  const read = path === undefined ? undefined : readSourceFiles(path);
  return withPlanServer(context, { needsSource: true }, ({ client, workspace, sources }) => {
    const files = path === undefined || !read ? {} : filesFor(context, path, { files: read.files, sources });
    return client.simulate({ workspace, events: [...events], isAuto, ...files });
  });
}

/** The files of a path, in the place of the source that they belong to. */
function filesFor(
  { output }: Context,
  path: string,
  { files, sources }: Pick<PlanServer, "sources"> & Pick<ReturnType<typeof readSourceFiles>, "files">,
) {
  const found = sourceOfPath(path, sources);
  if (found.note !== undefined && !output.isJson) output.note(output.noteStyle("yellow", found.note));
  const all = found.path === path ? files : readSourceFiles(found.path).files;
  return {
    files: [...all],
    ...(found.source ? { source: found.source.name } : { project: found.project }),
  };
}

/** A name that nothing has is another slip. */
function checkNames({ jobs, resources }: Workflow, event: SimulatedEvent): void {
  if (event.kind === "advance") return;
  if (event.kind === "version") checkName("resource", event.resource, [...resources.keys()]);
  else if ("name" in event) checkName("resource or job", event.name, [...resources.keys(), ...jobs.keys()]);
  else checkName("job", event.job, [...jobs.keys()]);
}

function checkName(kind: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const names = known.slice(0, 20).join(", ");
  throw usage(`There is no ${kind} named ${name}.`, names === "" ? undefined : `There are: ${names}.`);
}

function printSimulation(output: Output, { decisions, events }: Shown): void {
  let next = 0;
  for (const [index, outcome] of events.entries()) {
    const refused = outcome.ok
      ? ""
      : output.style("yellow", `  ${withReason("can't happen", outcome.text ?? "")}`);
    output.line(`${output.style("bold", outcome.event)}${refused}`);
    if (outcome.ok && decisions[next]?.event !== outcome.event)
      output.line(output.style("dim", `  ${deedText(outcome)}`));
    // Decisions carry their event as text: those of the same event given twice in a row are told together.
    if (events[index + 1]?.event === outcome.event) continue;
    const first = next;
    while (decisions[next]?.event === outcome.event) next += 1;
    const own = decisions.slice(first, next);
    let after: number | undefined;
    for (const decision of own) {
      if (decision.afterSeconds !== undefined && decision.afterSeconds !== after) {
        after = decision.afterSeconds;
        output.line(output.style("dim", `  after ${durationText(after * 1000)}`));
      }
      for (const line of decisionLines(decision, output.style)) output.line(`  ${line}`);
    }
    // That a run was queued by hand does not say that it starts.
    if (own.length > 0 && outcome.event.startsWith("run:") && outcome.did !== undefined)
      output.line(output.style("dim", `  ${outcome.did}`));
    if (index < events.length - 1) output.line();
  }
}

/** Of an event about which no job had to be decided. */
function deedText({ event, did = "Nothing was due." }: Shown["events"][number]): string {
  return /^(version|success|failure):/.test(event) ? `${did} No job looks at it.` : did;
}
