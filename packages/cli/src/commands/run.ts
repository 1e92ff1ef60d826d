import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { DEFAULT_POOL, isFinal, listOf } from "@landbridge/core";
import type { Server } from "@landbridge/server";
import { CliRefusal } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { catchInterrupt } from "../interrupt.ts";
import type { Interrupt } from "../interrupt.ts";
import { hasFailed, summarize } from "../run/progress.ts";
import type { FollowedRun } from "../run/progress.ts";
import { parsePairs } from "../words/references.ts";
import { createRunFollower } from "../run/run-follower.ts";
import { createRunPrinter } from "../run/run-printer.ts";
import type { RunPrinter } from "../run/run-printer.ts";
import { jobsReachedFrom } from "../run/run-part.ts";
import { tellFailures, tellGated, tellNotRun } from "../run/run-report.ts";
import { gatesOf, inputsOfStarts, valuesFor } from "../run/start-inputs.ts";
import { gatesAmong, jobsInContainers, jobsToStart, poolsOf } from "../run/start-jobs.ts";
import { sourceDirectoryOf, startPlatform } from "../platform/throw-away-platform.ts";
import type { PlatformStart } from "../platform/throw-away-platform.ts";
import { loadSoundSource } from "../source/workflow-source.ts";
import type { LoadedSource } from "../source/workflow-source.ts";

export interface RunRequest {
  readonly path: string;
  readonly jobs: readonly string[];
  readonly set: readonly string[];
  readonly inputs: readonly string[];
  readonly isKept: boolean;
  /** Runs that wait for an approval are let through. */
  readonly isApproving: boolean;
}

/** `landbridge run [PATH]`: the workflow on this machine, without a server that stays. */
export async function run(context: Context, request: RunRequest): Promise<ExitCode> {
  const env = parsePairs(request.set);
  const given = parsePairs(request.inputs);
  const { config, output } = context;
  const source = await loadSoundSource(request.path, { output, isAlone: false, config });
  const jobs = jobsToStart(source.workflow, request.jobs);
  const gates = request.isApproving ? gatesOf(source.workflow, jobsReachedFrom(source.workflow, jobs)) : [];
  const inputs = inputsOfStarts(source.workflow, jobs, given, gates);
  warnOfContainers(context, source, jobs);
  const start = startPlatform({
    config: context.config,
    pools: poolsOf(source.workflow, DEFAULT_POOL),
    isKept: request.isKept,
    onProgress(text) {
      if (context.output.isTerminal) context.output.note(context.output.noteStyle("dim", text));
    },
  });
  const interrupt = catchInterrupt(start.kill);
  try {
    const isWhole = request.jobs.length === 0;
    return await runOn(start, {
      context,
      source,
      jobs,
      isWhole,
      env,
      inputs,
      interrupt,
      isKept: request.isKept,
      ...(request.isApproving
        ? { answers: new Map(gates.map((gate) => [gate.name, valuesFor(gate, given)])) }
        : {}),
    });
  } finally {
    await start.discard();
    interrupt.close();
  }
}

/** With `--json` the log of each run's first step says the same. */
function warnOfContainers({ output }: Context, { workflow }: LoadedSource, started: readonly string[]): void {
  const reached = jobsReachedFrom(workflow, started);
  const names = jobsInContainers(workflow).filter((name) => reached.has(name));
  if (output.isJson || names.length === 0) return;
  const asked = names.length === 1 ? "asks for a container" : "ask for containers";
  const warning = output.noteStyle(["yellow", "bold"], "warning:");
  output.note(
    `${warning} ${listOf(names)} ${asked}, but there is no Docker runtime here: the host runs it all.`,
  );
}

interface Running {
  readonly context: Context;
  readonly source: LoadedSource;
  /** Those that are started. */
  readonly jobs: readonly string[];
  readonly isWhole: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** Values of declared inputs, by job. */
  readonly inputs: ReturnType<typeof inputsOfStarts>;
  readonly interrupt: Interrupt;
  readonly isKept: boolean;
  /** What to answer the gates of jobs; absent: nobody lets their runs through. */
  readonly answers?: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

async function runOn(start: PlatformStart, running: Running): Promise<ExitCode> {
  const { context, source, interrupt } = running;
  const platform = await start.open();
  try {
    if (interrupt.by !== undefined) return EXIT.interrupted;
    await addSource(platform.server, start.directory, source);
    const printer = createRunPrinter(context.output, source.workflow, partOf(running));
    const followed = followJobs(platform.server, running, printer);
    const runs = await Promise.race([followed, platform.lost]).finally(printer.close);
    await report(platform.server, running, { printer, runs });
    if (running.isKept) {
      for (const directory of platform.agentDirectories)
        context.output.note(`The runs' directories are kept in ${directory}.`);
    }
    if (interrupt.by !== undefined) return EXIT.interrupted;
    return runs.some(hasFailed) ? EXIT.failed : EXIT.done;
  } finally {
    await platform.close();
  }
}

/** Jobs that are shown: all, or those that the named ones lead to. */
function partOf({ source: { workflow }, jobs, isWhole }: Running): ReadonlySet<string> {
  return isWhole ? new Set(workflow.jobs.keys()) : jobsReachedFrom(workflow, jobs);
}

async function addSource(server: Server, directory: string, source: LoadedSource): Promise<void> {
  const isFile = statSync(source.path).isFile();
  const { lastSync } = await server.client.addSource({
    workspace: server.workspace,
    name: "local",
    kind: "directory",
    location: resolve(sourceDirectoryOf(source.path, { isFile, directory })),
  });
  if (lastSync?.status !== "failure") return;
  const first = lastSync.problems.find(({ severity }) => severity === "error");
  const place = first ? `${first.file}:${first.line}:${first.column} ${first.message}` : lastSync.text;
  throw new CliRefusal("CONFIG_REFUSED", place, { problems: lastSync.problems });
}

async function followJobs(
  server: Server,
  { jobs, env, inputs, interrupt, answers }: Running,
  printer: RunPrinter,
): Promise<readonly FollowedRun[]> {
  const follower = createRunFollower(server, {
    ...printer,
    letThrough:
      answers &&
      (({ job, number }) => approve(server, printer, { job, number, inputs: answers.get(job) ?? {} })),
  });
  const follow = async (): Promise<readonly FollowedRun[]> => {
    for (const job of jobs) {
      if (interrupt.by !== undefined) break;
      follower.add(
        await server.client.startRun({
          workspace: server.workspace,
          job,
          env,
          inputs: { ...inputs.get(job) },
        }),
      );
    }
    return follower.settle();
  };
  try {
    const followed = follow();
    // A cancel that fails ends the command; one that is asked for when all is over has nothing left to fail at.
    return await Promise.race([
      followed,
      interrupt.asked.then(() => cancelEverything(server)).then(() => followed),
    ]);
  } finally {
    follower.close();
  }
}

/** Nobody else is here: who runs the workflow stands for everybody whom the gate asks. */
async function approve(
  server: Server,
  printer: RunPrinter,
  run: { readonly job: string; readonly number: number; readonly inputs: Readonly<Record<string, string>> },
): Promise<void> {
  const by = localUser();
  await server.letThrough({ ...run, by });
  printer.tell({ type: "run-approved", at: new Date().toISOString(), job: run.job, number: run.number, by });
}

function localUser(): string {
  try {
    return userInfo().username || "you";
  } catch {
    // A user without a name, as containers have them.
    return "you";
  }
}

/** Cancels what is live until nothing is: an end may have queued something while we looked. */
async function cancelEverything({ client, workspace, subscribe }: Server): Promise<void> {
  const canceled = new Set<string>();
  const cancelLive = async (): Promise<void> => {
    for (const run of await client.listRuns({ workspace, limit: 500 })) {
      if (isFinal(run.status) || canceled.has(run.id)) continue;
      canceled.add(run.id);
      // It may have ended meanwhile, which is what was wanted.
      await client.cancelRun({ workspace, job: run.job, number: run.number }).catch(() => undefined);
    }
  };
  subscribe(() => void cancelLive().catch(() => undefined));
  await cancelLive();
}

async function report(
  server: Server,
  running: Running,
  { printer, runs }: { readonly printer: RunPrinter; readonly runs: readonly FollowedRun[] },
): Promise<void> {
  const { context, source, interrupt } = running;
  const { output } = context;
  if (!output.isJson) {
    await tellFailures(server, output, runs.filter(hasFailed));
    tellGated(output, runs);
    const gates = gatesAmong(source.workflow, new Set(runs.map(({ job }) => job)));
    const outcome = { runs, part: partOf(running), gates, path: source.path };
    if (interrupt.by === undefined) await tellNotRun(server, output, outcome);
  }
  printer.summary(summarize(runs));
}
