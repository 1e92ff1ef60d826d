import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../context.ts";
import { addDirectories, openDurableServer, signInCommandLine } from "../platform/durable-server.ts";
import type { ServerFlags } from "../platform/durable-server.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { catchInterrupt } from "../interrupt.ts";

/** `landbridge server`: without an agent; its log goes to standard error. */
export async function server(context: Context, flags: ServerFlags): Promise<ExitCode> {
  const interrupt = catchInterrupt(() => undefined);
  const opened = await openDurableServer(context, flags, { hasLogFile: false });
  try {
    const { url, workspace, agentToken } = opened.server;
    await signInCommandLine(context, opened.server);
    await addDirectories(opened.server, flags.paths);
    const agentTokenFile = join(opened.dataDir, "agent-token");
    writeFileSync(agentTokenFile, `${agentToken}\n`, { mode: 0o600 });
    const signInUrl = await opened.server.createSignInUrl();
    const { output } = context;
    if (output.isJson) output.json({ url, signInUrl, pid: process.pid, workspace, agentTokenFile });
    else {
      output.line(`Landbridge is up at ${url}`);
      output.line(`Sign in, once: ${signInUrl}`);
      output.line(`An agent: landbridge agent --server ${url} --token-file ${agentTokenFile}`);
    }
    await Promise.race([interrupt.asked, opened.lost]);
    return EXIT.done;
  } finally {
    await opened.server.close();
    interrupt.close();
  }
}
