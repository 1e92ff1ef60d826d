import { isJsonObject, nameOfCause, textOf, variableName } from "@landbridge/core";
import type { JsonObject, JsonValue, PlannedInput, PlannedOutput, RunPlan } from "@landbridge/core";
import { gitVariables } from "./git-variables.ts";
import type { CloneFacts } from "./git-variables.ts";
import { AGENT_MARK, RUN_MARK } from "./process-tree.ts";
import { fillTemplates } from "./template.ts";

/** Where the parts of a run are on disk. */
export interface WorkspacePaths {
  /** The run's own directory; what scripts need not know of lies beside `build`. */
  readonly run: string;
  /** JOB_PATH. */
  readonly build: string;
  readonly state: string;
  readonly previousState: string;
  readonly shared: string;
  /** JOB_MESSAGE. */
  readonly message: string;
  /** Where the helpers leave what a script posts. */
  readonly outbox: string;
}

export interface StepEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** The inputs with `${VAR}` replaced in their values. */
  readonly inputs: readonly PlannedInput[];
  /** What could not be exported, in sentences for the log. */
  readonly notices: readonly string[];
}

export interface EnvironmentFacts {
  readonly paths: WorkspacePaths;
  readonly helpers: string;
  /** Tells the processes of this agent from those of any other, for who has to clean up after it. */
  readonly agentMark: string;
  /** What steps inherit from the machine. */
  readonly machine: Readonly<Record<string, string>>;
  /** By name of the gitRepo IN. */
  readonly clones: ReadonlyMap<string, CloneFacts>;
}

/** The kernel refuses a program when one variable is longer than 128 KiB, or all together are too long. */
const LONGEST_VALUE = 96 * 1024;
const LONGEST_ENVIRONMENT = 1_048_576;

/**
 * The environment of a run's steps (reference §2, §8.1). Later wins: the machine, the INs in order, the OUTs,
 * values of a manual run, and last the platform's own names, which nobody can take over.
 */
export function buildEnvironment(plan: RunPlan, facts: EnvironmentFacts): StepEnvironment {
  const own = ownVariables(plan, facts.paths);
  const notices: string[] = [];
  const manual = acceptedNames(plan.env, "The run's value", notices);
  const exported: Record<string, string> = {};
  const inputs: PlannedInput[] = [];
  for (const planned of plan.inputs) {
    const pool = { ...exported, ...manual, ...own };
    const input =
      planned.type === "params" ? planned : { ...planned, values: fillTemplates(planned.values, pool) };
    inputs.push(input);
    Object.assign(exported, inputVariables(input, facts, notices));
  }
  for (const output of plan.outputs) Object.assign(exported, outputVariables(output, facts.paths));
  const all = { ...facts.machine, ...exported, ...manual, ...own, ...baseEnvironment(facts) };
  return { variables: fitting(all, notices), inputs, notices };
}

type Base = Pick<EnvironmentFacts, "machine" | "helpers" | "agentMark">;

/** What every run on this machine has. */
export function baseEnvironment({ machine, helpers, agentMark }: Base): Readonly<Record<string, string>> {
  const path = machine["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
  return {
    ...machine,
    PATH: `${helpers}:${path}`,
    CI: "true",
    SHIPPABLE: "true",
    LANDBRIDGE: "true",
    [AGENT_MARK]: agentMark,
  };
}

/** Names that change how programs run; they come from the machine or a task's `env`, not from data. */
const PROTECTED_NAME =
  /^(PATH|IFS|ENV|PS4|SHELLOPTS|BASHOPTS|CDPATH|GLOBIGNORE|POSIXLY_CORRECT|NODE_OPTIONS|PERL5(OPT|LIB)|RUBYOPT|PYTHON(STARTUP|PATH|HOME)|(LD|DYLD|BASH|LANDBRIDGE)_.*|GIT_(SSH|SSH_COMMAND|EXEC_PATH|TEMPLATE_DIR|EXTERNAL_DIFF|PROXY_COMMAND|ASKPASS|.*EDITOR|PAGER|CONFIG.*|DIR|WORK_TREE|.*DIRECTOR(Y|IES)|INDEX_FILE|ALLOW_PROTOCOL))$/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function acceptedNames(
  values: Readonly<Record<string, string>>,
  what: string,
  notices: string[],
): Record<string, string> {
  const accepted: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!VARIABLE_NAME.test(name))
      notices.push(`${what} "${name}" is not exported: it is no name of a variable.`);
    else if (PROTECTED_NAME.test(name)) {
      notices.push(`${what} ${name} is not exported: it would change how programs run.`);
    } else accepted[name] = value;
  }
  return accepted;
}

function ownVariables(plan: RunPlan, paths: WorkspacePaths): Record<string, string> {
  const job = variableName(plan.job);
  return {
    [RUN_MARK]: plan.runId,
    LANDBRIDGE_RUN_NUMBER: String(plan.number),
    LANDBRIDGE_JOB: plan.job,
    LANDBRIDGE_WORKSPACE: plan.workspace,
    LANDBRIDGE_RUN_URL: plan.url,
    LANDBRIDGE_OUTBOX: paths.outbox,
    JOB_NAME: plan.job,
    JOB_TYPE: plan.jobType,
    BUILD_ID: plan.runId,
    BUILD_NUMBER: String(plan.number),
    BUILD_JOB_ID: plan.runId,
    BUILD_JOB_NUMBER: "1",
    BUILD_URL: plan.url,
    SUBSCRIPTION_ID: plan.workspaceId,
    RESOURCE_ID: plan.jobId,
    SHIPPABLE_WWW_URL: URL.canParse(plan.url) ? new URL(plan.url).origin : "",
    JOB_PATH: paths.build,
    JOB_STATE: paths.state,
    JOB_PREVIOUS_STATE: paths.previousState,
    JOB_MESSAGE: paths.message,
    JOB_TRIGGERED_BY_NAME: nameOfCause(plan.cause),
    SHARED_DIR: paths.shared,
    [`${job}_NAME`]: plan.job,
    [`${job}_ID`]: plan.jobId,
    [`${job}_TYPE`]: plan.jobType,
    [`${job}_PATH`]: paths.build,
    [`${job}_META`]: paths.build,
    [`${job}_STATE`]: paths.state,
    [`${job}_PREVIOUS_STATE`]: paths.previousState,
    [`${job}_MESSAGE`]: paths.message,
  };
}

function inputVariables(
  input: PlannedInput,
  facts: EnvironmentFacts,
  notices: string[],
): Record<string, string> {
  const prefix = variableName(input.name);
  const directory = `${facts.paths.build}/IN/${input.name}`;
  return {
    ...objectVariables(prefix, input, { operation: "IN", directory }),
    ...valueVariables(prefix, input),
    ...(input.type === "params" ? paramsVariables(prefix, input, notices) : {}),
    ...(input.clone === undefined ? {} : gitVariables(prefix, input, facts.clones.get(input.name))),
  };
}

function outputVariables(output: PlannedOutput, paths: WorkspacePaths): Record<string, string> {
  const prefix = variableName(output.name);
  const directory = `${paths.build}/OUT/${output.name}`;
  return {
    ...objectVariables(prefix, output, { operation: "OUT", directory }),
    ...valueVariables(prefix, output),
  };
}

/** What every IN and OUT has. */
function objectVariables(
  prefix: string,
  object: PlannedInput | PlannedOutput,
  place: { readonly operation: "IN" | "OUT"; readonly directory: string },
): Record<string, string> {
  return {
    [`${prefix}_NAME`]: object.name,
    [`${prefix}_ID`]: object.id,
    [`${prefix}_TYPE`]: object.type,
    [`${prefix}_OPERATION`]: place.operation,
    [`${prefix}_PATH`]: place.directory,
    [`${prefix}_META`]: place.directory,
    [`${prefix}_STATE`]: `${place.directory}/${object.type}`,
    [`${prefix}_VERSIONID`]: object.versionId ?? "",
    [`${prefix}_VERSIONNUMBER`]: object.versionNumber === undefined ? "" : String(object.versionNumber),
    ...(object.versionName === undefined ? {} : { [`${prefix}_VERSIONNAME`]: object.versionName }),
  };
}

/** Fields that hold whole messages of a third party: too much for an environment, read with the helpers. */
const MESSAGE_FIELDS = new Set([
  "shaData",
  "payload",
  "webhookRequestBody",
  "webhookRequestPayload",
  "params",
]);
/** Types whose older syntax had a `version` section. */
const VERSION_SECTION_TYPES = new Set(["dockerOptions", "replicas", "trigger", "loadBalancer"]);

function valueVariables(prefix: string, object: PlannedInput | PlannedOutput): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [field, value] of Object.entries(object.values)) {
    const name = variableName(field);
    if (name === "" || MESSAGE_FIELDS.has(field)) continue;
    flatten(`${prefix}_POINTER_${name}`, value, variables);
    flatten(`${prefix}_SEED_${name}`, value, variables);
    if (VERSION_SECTION_TYPES.has(object.type)) flatten(`${prefix}_VERSION_${name}`, value, variables);
    if (field === "sourceName") variables[`${prefix}_SOURCENAME`] = textOf(value);
  }
  return variables;
}

/** Objects by key, lists by index; TRUE and FALSE in capitals, as the reference writes them here. */
function flatten(name: string, value: JsonValue, into: Record<string, string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) flatten(`${name}_${index}`, item as JsonValue, into);
    return;
  }
  if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const suffix = variableName(key);
      if (suffix !== "") flatten(`${name}_${suffix}`, item, into);
    }
    return;
  }
  into[name] = typeof value === "boolean" ? String(value).toUpperCase() : textOf(value);
}

/** The keys of `params` as they are, and with the resource's name before them. */
function paramsVariables(prefix: string, input: PlannedInput, notices: string[]): Record<string, string> {
  const params = paramsOf(input.values);
  const prefixed = Object.entries(params).map(([key, value]) => [
    `${prefix}_PARAMS_${variableName(key)}`,
    value,
  ]);
  return { ...Object.fromEntries(prefixed), ...acceptedNames(params, `The key of ${input.name}`, notices) };
}

/** The declared keys with posted ones over them. */
function paramsOf(values: JsonObject): Record<string, string> {
  const { params, versionName: _, ...posted } = values;
  const all = { ...(isJsonObject(params) ? params : {}), ...posted };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, textOf(value)]));
}

/** Drops what the kernel would refuse, the longest first, and says so. */
function fitting(all: Readonly<Record<string, string>>, notices: string[]): Record<string, string> {
  const entries = Object.entries(all).map(([name, value]) => {
    const text = value.includes("\0") ? value.replaceAll("\0", "") : value;
    return { name, text, size: name.length + Buffer.byteLength(text) + 2 };
  });
  let size = entries.reduce((sum, entry) => sum + entry.size, 0);
  const dropped = new Set<string>();
  if (size > LONGEST_VALUE) {
    for (const entry of entries.toSorted((a, b) => b.size - a.size)) {
      if (entry.size <= LONGEST_VALUE && size <= LONGEST_ENVIRONMENT) break;
      size -= entry.size;
      dropped.add(entry.name);
      notices.push(`${entry.name} is not exported: it is too long for an environment (${entry.size} bytes).`);
    }
  }
  return Object.fromEntries(
    entries.filter((entry) => !dropped.has(entry.name)).map((entry) => [entry.name, entry.text]),
  );
}
