import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ApiClient, SourceView } from "@landbridge/api";
import { CliRefusal } from "../cli-refusal.ts";
import { addressOf, connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { openDurableServer } from "../platform/durable-server.ts";
import { catchInterrupt } from "../interrupt.ts";
import { startPlatform } from "../platform/throw-away-platform.ts";

/** Who is asked for a plan. */
export interface PlanServer {
  readonly client: ApiClient;
  readonly workspace: string;
  /** Removed ones too. */
  readonly sources: readonly SourceView[];
}

type Use<Answer> = (server: PlanServer) => Promise<Answer>;

/**
 * Asks the server. Where none answers and none was named: a server on the local data directory, without agents,
 * for as long as it takes; without a data directory one that knows nothing, unless the question needs a source.
 */
export async function withPlanServer<Answer>(
  context: Context,
  { needsSource }: { readonly needsSource: boolean },
  use: Use<Answer>,
): Promise<Answer | "interrupted"> {
  const running = await findRunning(context);
  if (!(running instanceof CliRefusal)) return use(running);
  if (!mayStandIn(context)) throw running;
  if (hasDatabase(context)) return onDataDirectory(context, use);
  if (needsSource) throw running;
  return onNothing(context, use);
}

async function findRunning(context: Context): Promise<PlanServer | CliRefusal> {
  try {
    const { client, workspace } = await connect(context);
    return { client, workspace, sources: await client.listSources({ workspace }) };
  } catch (error) {
    if (error instanceof CliRefusal && error.code === "SERVER_UNREACHABLE") return error;
    throw error;
  }
}

/** A plan against something else than what was asked for would be a false one. */
function mayStandIn(context: Context): boolean {
  const { config, options } = context;
  if (options.server !== undefined || config.serverUrl !== undefined) return false;
  if (config.environment["DATABASE_URL"]) return false;
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(addressOf(context).url).hostname);
}

function hasDatabase({ config: { dataDir } }: Context): boolean {
  return ["postgres", "postgres.location"].some((name) => existsSync(join(dataDir, name)));
}

async function onDataDirectory<Answer>(context: Context, use: Use<Answer>): Promise<Answer | "interrupted"> {
  const { config, options, output } = context;
  // It answers one question: nothing is looked at for news meanwhile, least of all applied.
  const quiet = { LANDBRIDGE_CHECK_SECONDS: "0", LANDBRIDGE_SYNC_SECONDS: "0", LANDBRIDGE_URL: undefined };
  const environment = { ...config.environment, ...quiet };
  const interrupt = catchInterrupt(() => undefined);
  const { server, dataDir, lost } = await openDurableServer(
    { ...context, config: { ...config, environment } },
    { paths: [], port: "0", host: "127.0.0.1" },
    { hasLogFile: true },
  );
  try {
    if (!output.isJson)
      output.note(dim(context, `No server answers; this is against what ${dataDir} holds.`));
    const { client } = server;
    const workspace = options.workspace ?? server.workspace;
    const answer = client.listSources({ workspace }).then((sources) => use({ client, workspace, sources }));
    return await Promise.race([answer, lost, interrupt.asked.then(() => "interrupted" as const)]);
  } finally {
    await server.close();
    interrupt.close();
  }
}

async function onNothing<Answer>(context: Context, use: Use<Answer>): Promise<Answer | "interrupted"> {
  const { config, output } = context;
  const start = startPlatform({
    config,
    pools: [],
    isKept: false,
    onProgress: (text) => {
      if (output.isTerminal) output.note(dim(context, text));
    },
  });
  const interrupt = catchInterrupt(start.kill);
  try {
    const { server, close } = await start.open();
    try {
      if (!output.isJson)
        output.note(dim(context, "No server answers and no data directory is here: everything is new."));
      const { client, workspace } = server;
      const answer = use({ client, workspace, sources: [] });
      return await Promise.race([answer, interrupt.asked.then(() => "interrupted" as const)]);
    } finally {
      await close();
    }
  } finally {
    await start.discard();
    interrupt.close();
  }
}

function dim({ output }: Context, text: string): string {
  return output.noteStyle("dim", text);
}
