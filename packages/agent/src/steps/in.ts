import type { PlannedInput, RunPlan } from "@landbridge/core";
import { buildEnvironment } from "../environment.ts";
import type { StepEnvironment } from "../environment.ts";
import { findCloneFault, startClone } from "../git-clone.ts";
import type { CloneResult } from "../git-clone.ts";
import type { CloneFacts } from "../git-variables.ts";
import type { RunContext } from "../run-context.ts";
import {
  findUnusableName,
  inputDirectories,
  writeInput,
  writeOutput,
  writePreviousState,
} from "../workspace.ts";

export type Preparation =
  | { readonly ok: true; readonly environment: StepEnvironment }
  | { readonly ok: false; readonly code: "input-not-prepared" | "agent-fault"; readonly message: string };

/** Makes the workspace, fetches every IN and works out the environment: the step `prepare`. */
export async function prepareRun(context: RunContext): Promise<Preparation> {
  const { plan, paths } = context;
  const unusable = findUnusableName(plan);
  if (unusable !== undefined) return fault(`"${unusable}" can't be the name of a directory.`);
  context.machine.workspaces.open(paths, inputDirectories(plan));
  const clones = new Map<string, CloneFacts>();
  for (const input of plan.inputs) {
    if (input.clone === undefined || context.stop.isRequested()) continue;
    const result = await cloneInput(context, input, input.clone);
    if (!result.ok) {
      return {
        ok: false,
        code: "input-not-prepared",
        message: `${input.name} could not be fetched: ${result.message}.`,
      };
    }
    clones.set(input.name, result.facts);
  }
  const { helpers, agentMark, machineEnvironment: machine } = context.machine;
  const environment = buildEnvironment(plan, { paths, helpers, agentMark, machine, clones });
  writeObjects(context, environment);
  return { ok: true, environment };
}

function fault(message: string): Preparation {
  return { ok: false, code: "agent-fault", message };
}

async function cloneInput(
  context: RunContext,
  input: PlannedInput,
  clone: NonNullable<PlannedInput["clone"]>,
): Promise<CloneResult> {
  const cloneFault = findCloneFault(clone);
  if (cloneFault !== undefined) return { ok: false, message: cloneFault };
  const { helpers, bash, agentMark, machineEnvironment: machine, runtime } = context.machine;
  if (bash === undefined) return { ok: false, message: "this machine has no bash" };
  const running = startClone(runtime, {
    runId: context.plan.runId,
    clone,
    helpers,
    bash,
    machine,
    agentMark,
    credentials: context.secrets.clones[input.name],
    directory: `${context.paths.build}/IN/${input.name}/${input.type}`,
    runDirectory: context.paths.run,
    write: (bytes) => context.log(PREPARE).write(bytes),
  });
  context.stop.attach(running.process);
  context.attachOutputs(running.process, [PREPARE]);
  return running.result;
}

/** `prepare` is the first step of every plan. */
const PREPARE = 0;

function writeObjects(context: RunContext, environment: StepEnvironment): void {
  const { plan, paths, files } = context;
  writePreviousState(paths, plan, files);
  for (const input of environment.inputs) writeInput(paths, input, files);
  for (const output of plan.outputs) writeOutput(paths, output, files);
  const notices = [...environment.notices, ...containerNotices(plan)];
  if (notices.length > 0) context.log(PREPARE).write(Buffer.from(`${notices.join("\n")}\n`));
}

/** Only a named image counts: without one, `container` is just the default of the language. */
function containerNotices(plan: RunPlan): readonly string[] {
  const images = plan.tasks.flatMap((task) =>
    task.isContainer && task.image !== undefined ? [`${task.image.name}:${task.image.tag}`] : [],
  );
  return [...new Set(images)].map(
    (image) => `asked for container ${image}; this agent has no Docker runtime yet; running on the host`,
  );
}
