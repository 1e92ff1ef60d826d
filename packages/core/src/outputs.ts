import { isJsonObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { isSameContent, mergeValues, namedBy, versionNameOf } from "./resource-version.ts";
import type { VersionContent } from "./resource-version.ts";
import type { PlannedInput, PlannedOutput, Posting, RunPlan, RunResult, StateSnapshot } from "./run-plan.ts";

/** A version that a run makes of one of its OUT resources. */
export interface OutputVersion {
  readonly resource: string;
  readonly content: VersionContent;
}

/**
 * The versions that a finished run makes: OUTs in declared order, only where something changed (reference
 * §4.2, §6.3). On another end than success only those with `on_failure: true`. Of two OUTs of the same resource the
 * last counts.
 */
export function collectOutputs(
  plan: RunPlan,
  result: Pick<RunResult, "status" | "postings">,
): readonly OutputVersion[] {
  // One of each: who takes every version of a resource hears of the last that an event brings.
  const made = new Map<string, OutputVersion>();
  for (const output of plan.outputs) {
    if (result.status !== "success" && !(output.onFailure && result.status === "failure")) continue;
    const posting = result.postings.find((candidate) => candidate.name === output.name);
    const content = contentOf(plan, output, posting);
    if (content) made.set(output.name, { resource: output.name, content });
  }
  return [...made.values()];
}

/** What a job version remembers: the state directory, and the pairs posted to the job itself. */
export function collectJobState(
  plan: RunPlan,
  result: Pick<RunResult, "state" | "postings">,
): { readonly state: StateSnapshot; readonly versionName?: string } {
  const posting = result.postings.find((candidate) => candidate.name === plan.job);
  const { versionName, ...values } = { ...result.state.values, ...posting?.values };
  return {
    state: { values, files: result.state.files },
    ...(versionName === undefined ? {} : { versionName }),
  };
}

function contentOf(
  plan: RunPlan,
  output: PlannedOutput,
  posting: Posting | undefined,
): VersionContent | undefined {
  const before = contentBefore(output);
  const source = replicatedInput(plan, output, posting);
  if (!source && !posting) return undefined;
  const base = source ? { values: source.values, files: source.files, name: source.versionName } : before;
  const isFresh = !source && (posting?.isCleared === true || output.overwrite);
  const kept = isFresh ? withoutPosted(output) : base.values;
  const values = mergePosted(output.type, kept, posting?.values ?? {});
  const files = posting?.files ?? (output.overwrite && !source ? [] : base.files);
  // The name is one of the posted pairs: it stays until another is posted or all are cleared.
  const keptName = isFresh ? undefined : base.name;
  const name = posting?.values["versionName"] ?? versionNameOf(output.type, values) ?? keptName;
  const content: VersionContent = { values, files, ...(name === undefined ? {} : { name }) };
  // Replicating is an event of its own, also when the content is what it was (reference §4.2).
  return source || !isSameContent(content, before) ? content : undefined;
}

function contentBefore(output: PlannedOutput): VersionContent {
  const name = output.versionName;
  return { values: output.values, files: output.files, ...(name === undefined ? {} : { name }) };
}

function replicatedInput(
  plan: RunPlan,
  output: PlannedOutput,
  posting: Posting | undefined,
): PlannedInput | undefined {
  const from = posting?.replicateOf ?? output.replicate;
  if (from === undefined) return undefined;
  const input = plan.inputs.find((candidate) => candidate.name === from);
  if (!input) return undefined;
  // Without the option a pull request is not copied on (reference §4.2).
  const isPullRequest =
    isJsonObject(input.values["shaData"]) && input.values["shaData"]["isPullRequest"] === true;
  const isAsked = posting?.replicateOf !== undefined || output.replicateOnPullRequest;
  return isPullRequest && !isAsked ? undefined : input;
}

function mergePosted(type: string, values: JsonObject, posted: Readonly<Record<string, string>>): JsonObject {
  const { versionName, ...pairs } = posted;
  return mergeValues(type, values, { ...pairs, ...namedBy(type, versionName) });
}

/** The declared fields stay: clearing takes away what runs posted, not what the resource is. */
function withoutPosted({ type, values, template }: PlannedOutput): JsonObject {
  if (type === "params") return { ...values, params: {} };
  return template ?? {};
}
