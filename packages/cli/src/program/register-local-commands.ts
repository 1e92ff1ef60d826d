import { Option } from "commander";
import type { Command } from "commander";
import type { AgentFlags } from "../commands/agent.ts";
import { pathAmong } from "../source/path-argument.ts";
import type { Carry } from "../context.ts";

// Every command is imported when it is asked for: `validate` must not load a server.

export function registerLocalCommands(program: Command, carry: Carry): void {
  program.commandsGroup("On this machine:");
  registerRun(program, carry);
  registerValidate(program, carry);
  registerGraph(program, carry);
  registerSimulate(program, carry);
  registerFormat(program, carry);
  registerImport(program, carry);
  program.commandsGroup("The platform:");
  registerUp(program, carry);
  registerServer(program, carry);
  registerAgent(program, carry);
}

function registerRun(program: Command, carry: Carry): void {
  program
    .command("run")
    .description("run a workflow on this machine, without a server")
    .argument("[path]", "directory or file with the configuration (default: .)")
    .option("--job <name...>", "start these jobs (default: every job that nothing triggers)")
    .option("--set <key=value...>", "environment variables for the jobs that are started")
    .option("--input <name=value...>", "values of the inputs that the started jobs declare")
    .option("--approve", "let the runs that wait for an approval through, as yourself, whoever it asks for")
    .option("--keep", "keep the directories of the runs, and say where they are")
    .action(async (given: string | undefined, flags: RunFlags) => {
      const { path, lists } = pathAmong(given, [flags.job, flags.set, flags.input]);
      const [jobs = [], set = [], inputs = []] = lists;
      const { keep: isKept = false, approve: isApproving = false } = flags;
      const request = { path, jobs, set, inputs, isKept, isApproving };
      await carry(async (context) => (await import("../commands/run.ts")).run(context, request));
    });
}

interface RunFlags {
  readonly job?: readonly string[];
  readonly set?: readonly string[];
  readonly input?: readonly string[];
  readonly keep?: boolean;
  readonly approve?: boolean;
}

const OFFLINE = "leave out what the configuration names by address";

function registerValidate(program: Command, carry: Carry): void {
  program
    .command("validate")
    .description("show every problem of a configuration with its place")
    .argument("[paths...]", "directories or files (default: .)")
    .option("--offline", OFFLINE)
    .action(async (paths: string[], { offline: isOffline = false }: { offline?: boolean }) => {
      await carry(async (context) =>
        (await import("../commands/validate.ts")).validate(context, paths, { isOffline }),
      );
    });
}

interface GraphFlags {
  readonly format: "text" | "dot" | "mermaid" | "json";
  readonly offline?: boolean;
}

function registerGraph(program: Command, carry: Carry): void {
  program
    .command("graph")
    .description("print the graph of a configuration")
    .argument("[path]", "directory or file with the configuration", ".")
    .addOption(
      new Option("--format <format>", "how").choices(["text", "dot", "mermaid", "json"]).default("text"),
    )
    .option("--offline", OFFLINE)
    .action(async (path: string, { format, offline: isOffline = false }: GraphFlags) => {
      await carry(async (context) =>
        (await import("../commands/graph.ts")).graph(context, path, { format, isOffline }),
      );
    });
}

interface SimulateFlags {
  readonly event: readonly string[];
  readonly auto?: boolean;
  readonly from: "files" | "server";
}

function registerSimulate(program: Command, carry: Carry): void {
  program
    .command("simulate")
    .description("which jobs would run, wait or not, and why, without running anything")
    .argument("[path]", "directory or file with the configuration (default: .)")
    .requiredOption("--event <event...>", "in order: version:RESOURCE, run:JOB, success:JOB, advance:2h, …")
    .option("--auto", "what may start starts by itself")
    .addOption(
      new Option("--from <where>", "begin with the runs and versions of the server as they are now")
        .choices(["files", "server"])
        .default("files"),
    )
    .action(async (given: string | undefined, flags: SimulateFlags) => {
      const { path, lists } = pathAmong(given, [flags.event]);
      const events = lists[0] ?? [];
      const isGiven = given !== undefined || events.length < flags.event.length;
      const request = {
        path: isGiven ? path : undefined,
        events,
        isAuto: flags.auto ?? false,
        isFromServer: flags.from === "server",
      };
      await carry(async (context) => (await import("../commands/simulate.ts")).simulate(context, request));
    });
}

function registerFormat(program: Command, carry: Carry): void {
  program
    .command("format")
    .description("write configurations in one form; comments and meaning stay")
    .argument("[paths...]", "directories or files (default: .)")
    .option("--check", "only list what would change, and exit with 1 then")
    .option("--stdin", "format standard input to standard output")
    .action(async (paths: string[], flags: { check?: boolean; stdin?: boolean }) => {
      const request = { paths, isOnlyChecked: flags.check ?? false, isStdin: flags.stdin ?? false };
      await carry(async (context) => (await import("../commands/format.ts")).format(context, request));
    });
}

interface ImportFlags {
  readonly output?: string;
  readonly report?: string;
  readonly check?: boolean;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly strict?: boolean;
}

function registerImport(program: Command, carry: Carry): void {
  program
    .command("import")
    .description("turn an older configuration into one landbridge.yml, and report on every line of it")
    .argument("<path>", "directory or file with the configuration")
    .option("--output <file>", "where the new file goes (default: landbridge.yml beside the old ones)")
    .option("--check", "only report")
    .option("--report <file>", "write the report as Markdown")
    .option("--replace", "rename the old files to *.imported")
    .option("--force", "overwrite what is there")
    .option("--strict", "write nothing and exit with 1 when something is lost")
    .action(async (path: string, flags: ImportFlags) => {
      const request = {
        path,
        output: flags.output,
        report: flags.report,
        isCheck: flags.check ?? false,
        isForced: flags.force ?? false,
        isReplacing: flags.replace ?? false,
        isStrict: flags.strict ?? false,
      };
      await carry(async (context) =>
        (await import("../commands/import.ts")).importConfiguration(context, request),
      );
    });
}

interface ServerFlags {
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
  readonly sample?: boolean;
}

function withServerOptions(command: Command): Command {
  return command
    .argument("[paths...]", "directories to add as sources")
    .option("--port <number>", "port to listen on (default: LANDBRIDGE_PORT, then 4600)")
    .option("--host <address>", "address to listen on (default: LANDBRIDGE_HOST, then 127.0.0.1)")
    .option("--data-dir <directory>", "database, logs and files (default: LANDBRIDGE_DATA_DIR)");
}

function registerUp(program: Command, carry: Carry): void {
  withServerOptions(program.command("up"))
    .description("server, one agent and the web page in one go")
    .option("--sample", "add the sample workflow the first time, and run it once")
    .action(async (paths: string[], flags: ServerFlags) => {
      await carry(async (context) =>
        (await import("../commands/up.ts")).up(context, {
          ...flags,
          paths,
          hasSample: flags.sample ?? false,
        }),
      );
    });
}

function registerServer(program: Command, carry: Carry): void {
  withServerOptions(program.command("server"))
    .description("the server alone")
    .action(async (paths: string[], flags: ServerFlags) => {
      await carry(async (context) =>
        (await import("../commands/server.ts")).server(context, { ...flags, paths }),
      );
    });
}

function registerAgent(program: Command, carry: Carry): void {
  program
    .command("agent")
    .description("the process that carries out runs, dialling out to --server")
    .option("--token-file <file>", "read the token from a file (else --token or LANDBRIDGE_AGENT_TOKEN)")
    .option("--pool <name>", "node pool that it belongs to")
    .option("--name <name>", "what it is called (default: the name of the machine)")
    .option("--slots <number>", "how many runs at once (default: cores)")
    .option("--dir <directory>", "where it keeps its key, spool and runs")
    .option("--keep", "keep the directories of ended runs")
    .option("--parent-pid <pid>", "end when this process and the server are gone")
    .addOption(new Option("--orphan-grace <ms>", "how long to look for a server then").hideHelp())
    .addOption(new Option("--containers-on-host", "run what asks for a container here").hideHelp())
    .addOption(new Option("--connect-from-stdin", "read server and token as JSON").hideHelp())
    .action(async (flags: AgentFlags) => {
      await carry(async (context) => (await import("../commands/agent.ts")).agent(context, flags));
    });
}
