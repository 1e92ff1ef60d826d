import type { ApiClient, SourceView } from "@landbridge/api";
import { CliRefusal } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { catchInterrupt } from "../interrupt.ts";
import { hasDatabase, mayStandIn, onDataDirectory, orUnreachable } from "../platform/stand-in.ts";
import type { Asked } from "../platform/stand-in.ts";
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
  const { dataDir } = context.config;
  if (hasDatabase(dataDir)) {
    const what = `No server answers; this is against what ${dataDir} holds.`;
    return onDataDirectory(context, { dataDir, what }, async (asked) => use(await withSources(asked)));
  }
  if (needsSource) throw running;
  return onNothing(context, use);
}

async function findRunning(context: Context): Promise<PlanServer | CliRefusal> {
  return orUnreachable(async () => withSources(await connect(context)));
}

async function withSources({ client, workspace }: Asked): Promise<PlanServer> {
  return { client, workspace, sources: await client.listSources({ workspace }) };
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
