import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceView } from "@landbridge/api";
import type { Server } from "@landbridge/server";
import { keepAgent } from "../platform/agent-keeper.ts";
import type { AgentKeeper } from "../platform/agent-keeper.ts";
import type { Context } from "../context.ts";
import { addDirectories, openDurableServer, signInCommandLine } from "../platform/durable-server.ts";
import type { DurableServer, ServerFlags } from "../platform/durable-server.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { catchInterrupt } from "../interrupt.ts";
import { agentLogOf, lastWordsOf } from "../platform/local-agent.ts";
import { jobsToStart } from "../run/start-jobs.ts";
import { loadSource } from "../source/workflow-source.ts";

export interface UpFlags extends ServerFlags {
  readonly hasSample: boolean;
}

/** The workflow that a first visitor finds: it lies beside the packages, in the checkout as in an image. */
const SAMPLE_DIR = fileURLToPath(new URL("../../../../examples/hello", import.meta.url));
const SAMPLE_NAME = "sample";

/** `landbridge up`: server, one agent and the page, until Ctrl-C. */
export async function up(context: Context, flags: UpFlags): Promise<ExitCode> {
  let keeper: AgentKeeper | undefined;
  const interrupt = catchInterrupt(() => keeper?.kill());
  const durable = await openDurableServer(context, flags, { hasLogFile: true });
  const { server, dataDir } = durable;
  try {
    keeper = await keepAgent(server, {
      directory: join(dataDir, "agent"),
      environment: context.config.environment,
      onLoss: (text) => context.output.note(text),
    });
    const isUp = await Promise.race([interrupt.asked.then(() => false), makeReady(context, flags, durable)]);
    if (isUp) {
      await tellReady(context, durable, keeper);
      await Promise.race([interrupt.asked, durable.lost]);
    }
    if (!context.output.isJson) context.output.note(await stoppingText(server));
    return EXIT.done;
  } finally {
    // The agent first: it ends its runs, and the server still hears of it.
    await keeper?.close();
    await server.close();
    interrupt.close();
  }
}

const LOOK_MS = 1_000;

/** What an end ends. A server that is slow to say so does not hold the end up. */
async function stoppingText({ client, workspace }: Server): Promise<string> {
  const look = client.listRuns({ workspace, status: "processing", limit: 500 }).catch(() => []);
  const enough = new Promise<readonly []>((resolve) => setTimeout(resolve, LOOK_MS, []).unref());
  const runs = await Promise.race([look, enough]);
  if (runs.length === 0) return "Stopping.";
  const names = runs.slice(0, 5).map(({ job, number }) => `${job} #${number}`);
  const others = runs.length > names.length ? ` and ${runs.length - names.length} more` : "";
  return `Stopping; ends ${runs.length} ${runs.length === 1 ? "run" : "runs"}: ${names.join(", ")}${others}`;
}

async function makeReady(
  context: Context,
  flags: UpFlags,
  { server, dataDir }: DurableServer,
): Promise<boolean> {
  await signInCommandLine(context, server);
  const sources = await addDirectories(server, flags.paths);
  for (const source of sources) tellProblems(context, source);
  const isConnected = await hasAgent(server, AGENT_WAIT_MS);
  if (!isConnected) {
    context.output.note(`The agent has not connected yet; ${agentLogOf(join(dataDir, "agent"))} says why:`);
    for (const line of lastWordsOf(join(dataDir, "agent"), 5)) context.output.note(`  ${line}`);
  }
  if (flags.hasSample) await addSample(context, server);
  return true;
}

const AGENT_WAIT_MS = 20_000;

/** Whether an agent is connected, or becomes so in time. */
async function hasAgent(server: Server, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const agents = await server.client.listAgents({ workspace: server.workspace });
    if (agents.some((agent) => agent.isConnected)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** The sample comes with a new installation, and has run once when a visitor sees it. */
async function addSample({ config }: Context, { client, workspace }: Server): Promise<void> {
  const sources = await client.listSources({ workspace });
  if (sources.length === 0) {
    await client.addSource({ workspace, name: SAMPLE_NAME, kind: "directory", location: SAMPLE_DIR });
  } else if (!sources.some(({ name }) => name === SAMPLE_NAME)) {
    return;
  }
  const [anyRun] = await client.listRuns({ workspace, limit: 1 });
  if (anyRun) return;
  const { workflow } = await loadSource(SAMPLE_DIR, { isAlone: false, config });
  for (const job of jobsToStart(workflow, [])) await client.startRun({ workspace, job });
}

function tellProblems({ output }: Context, { name, lastSync }: SourceView): void {
  if (lastSync?.status !== "failure") return;
  output.note(output.noteStyle("red", `Source ${name}: ${lastSync.text}`));
  for (const { file, line, column, code, message } of lastSync.problems) {
    output.note(`  ${file}:${line}:${column} ${code} ${message}`);
  }
}

async function tellReady(
  { output }: Context,
  { server, dataDir }: DurableServer,
  keeper: AgentKeeper,
): Promise<void> {
  const signInUrl = await server.createSignInUrl();
  const { url, workspace } = server;
  if (output.isJson) {
    output.json({ url, signInUrl, pid: process.pid, agentPid: keeper.pid, workspace });
    return;
  }
  output.line();
  output.line(`  ${output.style("green", "✓")} Landbridge is up at ${output.style("bold", url)}`);
  output.line();
  output.line(`    Sign in, once:  ${output.style("cyan", signInUrl)}`);
  output.line(`    Another link:   npx landbridge login --link`);
  output.line(`    Command line:   npx landbridge jobs`);
  output.line(`    Data and logs:  ${dataDir}`);
  output.line(`    Stop:           Ctrl-C`);
  output.line();
}
