import type { PlannedClone } from "@landbridge/core";
import { draftEnvironment } from "../environment.ts";
import type { StepEnvironment } from "../environment.ts";
import { fillInput } from "../filled-input.ts";
import type { FilledInput } from "../filled-input.ts";
import { findCloneFault, startClone } from "../git-clone.ts";
import type { CloneResult } from "../git-clone.ts";
import type { RunContext } from "../run-context.ts";
import {
  findUnusableName,
  inputDirectories,
  writeInput,
  writeOutput,
  writeOwnState,
  writePreviousState,
} from "../workspace.ts";
import { containersOf, noticeOfContainer, refusalOfContainer } from "./container.ts";

export type Preparation =
  | { readonly ok: true; readonly environment: StepEnvironment }
  | {
      readonly ok: false;
      readonly code: "input-not-prepared" | "runtime-missing" | "agent-fault";
      readonly message: string;
    };

/** Makes the workspace, fetches every IN and works out the environment: the step `prepare`. */
export async function prepareRun(context: RunContext): Promise<Preparation> {
  const { plan, paths } = context;
  const unusable = findUnusableName(plan);
  if (unusable !== undefined) return fault(`"${unusable}" can't be the name of a directory.`);
  const [container] = containersOf(plan);
  if (container !== undefined && !context.machine.containersOnHost) {
    return { ok: false, code: "runtime-missing", message: refusalOfContainer(container) };
  }
  context.machine.workspaces.open(paths, inputDirectories(plan));
  const { helpers, agentMark, machineEnvironment: machine } = context.machine;
  const draft = draftEnvironment(plan, { paths, helpers, agentMark, machine });
  for (const planned of plan.inputs) {
    const filled = fillInput(planned, context.secrets.clones[planned.name], draft.lookup);
    const fetched = await fetchInput(context, filled);
    if (fetched?.ok === false) {
      const message = `${planned.name} could not be fetched: ${fetched.message}.`;
      return { ok: false, code: "input-not-prepared", message };
    }
    draft.add(filled.input, fetched?.facts);
  }
  const environment = draft.finish();
  writeObjects(context, environment);
  return { ok: true, environment };
}

function fault(message: string): Preparation {
  return { ok: false, code: "agent-fault", message };
}

/** What came of the clone of an IN; nothing where none is made. */
async function fetchInput(context: RunContext, filled: FilledInput): Promise<CloneResult | undefined> {
  const { input, credentials, fault: message } = filled;
  if (credentials !== undefined) context.hide(credentials.password);
  if (context.stop.isRequested()) return undefined;
  if (message !== undefined) return { ok: false, message };
  return input.clone === undefined ? undefined : cloneInput(context, filled, input.clone);
}

async function cloneInput(
  context: RunContext,
  { input, credentials }: FilledInput,
  clone: PlannedClone,
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
    credentials,
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
  writeOwnState(paths, plan, files);
  for (const input of environment.inputs) writeInput(paths, input, files);
  for (const output of plan.outputs) writeOutput(paths, output, files);
  const notices = [...environment.notices, ...containersOf(plan).map(noticeOfContainer)];
  if (notices.length > 0) context.log(PREPARE).write(Buffer.from(`${notices.join("\n")}\n`));
}
