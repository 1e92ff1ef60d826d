import { PLATFORM_VARIABLES, ownSuffixes, runVariables, variableName } from "@landbridge/core";
import type {
  CloneFacts,
  DefaultVariable,
  OwnSuffix,
  PlannedInput,
  RunPlan,
  VariableLookup,
} from "@landbridge/core";
import { acceptedNames } from "./accepted-names.ts";
import { inputVariables, outputVariables } from "./object-variables.ts";
import { AGENT_MARK } from "./process-tree.ts";

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
}

/** An environment that grows IN by IN, because what one exports fills the templates of those after it. */
export interface EnvironmentDraft {
  /** What the pool of variables holds by now: the run's own, and those of the INs added so far. */
  readonly lookup: VariableLookup;
  /** Adds the next IN, with what its clone told about itself. */
  add(input: PlannedInput, clone: CloneFacts | undefined): void;
  finish(): StepEnvironment;
}

/** The kernel refuses a program when one variable is longer than 128 KiB, or all together are too long. */
const LONGEST_VALUE = 96 * 1024;
const LONGEST_ENVIRONMENT = 1_048_576;

/**
 * The environment of a run's steps (reference §2, §8.1). Later wins: the machine, the INs in order, the OUTs,
 * values of a manual run, and last the platform's own names, which nobody can take over.
 */
export function draftEnvironment(plan: RunPlan, facts: EnvironmentFacts): EnvironmentDraft {
  const own = ownVariables(plan, facts.paths);
  const { build } = facts.paths;
  const notices: string[] = [];
  const manual = acceptedNames(plan.env, "The run's value", notices);
  const exported: Record<string, string> = {};
  const inputs: PlannedInput[] = [];
  // What the machine has is no part of the pool: a template gives the same on every agent.
  const pools: readonly Readonly<Record<string, string>>[] = [PLATFORM_VARIABLES, own, manual, exported];
  return {
    lookup: (name) => pools.find((pool) => Object.hasOwn(pool, name))?.[name],
    add(input, clone) {
      inputs.push(input);
      Object.assign(exported, inputVariables(input, { build, clone }, notices));
    },
    finish() {
      for (const output of plan.outputs) Object.assign(exported, outputVariables(output, build));
      const all = { ...facts.machine, ...exported, ...manual, ...own, ...baseEnvironment(facts) };
      return { variables: fitting(all, notices), inputs, notices };
    },
  };
}

type Base = Pick<EnvironmentFacts, "machine" | "helpers" | "agentMark">;

/** What every run on this machine has. */
export function baseEnvironment({ machine, helpers, agentMark }: Base): Readonly<Record<string, string>> {
  const path = machine["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
  return {
    ...machine,
    PATH: `${helpers}:${path}`,
    ...PLATFORM_VARIABLES,
    [AGENT_MARK]: agentMark,
  };
}

function ownVariables(plan: RunPlan, paths: WorkspacePaths): Record<string, string> {
  const own: Record<DefaultVariable, string> = {
    ...runVariables(plan),
    LANDBRIDGE_OUTBOX: paths.outbox,
    JOB_PATH: paths.build,
    JOB_STATE: paths.state,
    JOB_PREVIOUS_STATE: paths.previousState,
    JOB_MESSAGE: paths.message,
    SHARED_DIR: paths.shared,
  };
  return { ...own, ...ownNameVariables(plan, paths) };
}

function ownNameVariables(plan: RunPlan, paths: WorkspacePaths): Record<string, string> {
  const job = variableName(plan.job);
  const values: Record<OwnSuffix, string> = {
    ...ownSuffixes(plan),
    PATH: paths.build,
    META: paths.build,
    STATE: paths.state,
    PREVIOUS_STATE: paths.previousState,
    MESSAGE: paths.message,
  };
  return Object.fromEntries(Object.entries(values).map(([suffix, value]) => [`${job}_${suffix}`, value]));
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
