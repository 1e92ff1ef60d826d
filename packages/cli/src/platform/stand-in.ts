import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ApiClient } from "@landbridge/api";
import { CliRefusal } from "../cli-refusal.ts";
import { addressOf } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { catchInterrupt } from "../interrupt.ts";
import { openDurableServer } from "./durable-server.ts";

/** A server's client, whether the server runs or was started for a question. */
export interface Asked {
  readonly client: ApiClient;
  readonly workspace: string;
}

/** Runs `ask`; a server that can't be reached is an answer. */
export async function orUnreachable<Answer>(ask: () => Promise<Answer>): Promise<Answer | CliRefusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CliRefusal && error.code === "SERVER_UNREACHABLE") return error;
    throw error;
  }
}

/** Something else than what was asked for would give a false answer. */
export function mayStandIn(context: Context): boolean {
  const { config, options } = context;
  if (options.server !== undefined || config.serverUrl !== undefined) return false;
  if (config.environment["DATABASE_URL"]) return false;
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(addressOf(context).url).hostname);
}

/** Has a server ever kept its embedded database there? */
export function hasDatabase(dataDir: string): boolean {
  return ["postgres", "postgres.location"].some((name) => existsSync(join(dataDir, name)));
}

/** Asks a server that is there for this question only, without agents: nothing happens in it by itself. */
export async function onDataDirectory<Answer>(
  context: Context,
  { dataDir, what }: { readonly dataDir: string; readonly what: string },
  ask: (asked: Asked) => Promise<Answer>,
): Promise<Answer | "interrupted"> {
  const { config, options, output } = context;
  const environment = { ...config.environment, LANDBRIDGE_URL: undefined };
  const interrupt = catchInterrupt(() => undefined);
  const { server, lost } = await openDurableServer(
    { ...context, config: { ...config, environment } },
    { paths: [], port: "0", host: "127.0.0.1", dataDir },
    { hasLogFile: true, isQuiet: true },
  );
  try {
    if (!output.isJson) output.note(output.noteStyle("dim", what));
    const workspace = options.workspace ?? server.workspace;
    const answer = ask({ client: server.client, workspace });
    return await Promise.race([answer, lost, interrupt.asked.then(() => "interrupted" as const)]);
  } finally {
    await server.close();
    interrupt.close();
  }
}
