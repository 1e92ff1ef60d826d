import { Command, CommanderError } from "commander";
import type { Carry, Context, GlobalOptions } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { reportFault, usageFault } from "../fault-report.ts";
import { registerApiCommands } from "./register-api-commands.ts";
import { registerEditingCommands } from "./register-editing-commands.ts";
import { registerLocalCommands } from "./register-local-commands.ts";
import { registerMissingCommands } from "./register-missing-commands.ts";
import { VERSION } from "../version.ts";

/** Reads a command line and does what it says; never throws. */
export async function runProgram(
  { config, output }: Omit<Context, "options">,
  argv: readonly string[],
): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = createProgram(async (command) => {
    code = await command({ config, output, options: program.opts<GlobalOptions>() });
  });
  try {
    if (argv.length === 0) program.help({ error: true });
    // Not an option of the program, which would take `why --version RESOURCE@N` for itself.
    if (argv[0] === "--version" || argv[0] === "-V") {
      output.write(`${VERSION}\n`);
      return EXIT.done;
    }
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFault(error, output);
    // Help and version are printed already; "help" as an error is a command line without a command.
    if (error.exitCode === 0) return EXIT.done;
    if (error.code === "commander.help") return EXIT.usage;
    return reportFault(usageFault(error.message), output);
  }
}

function createProgram(carry: Carry): Command {
  const program = new Command("landbridge")
    .description("Workflows as one stateful graph of versioned resources and jobs.")
    .option("--json", "machine output on stdout, and nothing else there")
    .option("--no-color", "no colours (NO_COLOR does the same)")
    .option(
      "--server <url>",
      "the server to talk to (default: LANDBRIDGE_SERVER, else the one signed in to last)",
    )
    .option("--token <token>", "API token (default: LANDBRIDGE_TOKEN, then what `landbridge login` stored)")
    .option("--workspace <name>", "workspace on the server (default: the one you are signed in to)")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .configureHelp({ showGlobalOptions: true })
    // Faults are told in one place, in words or as JSON.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  registerLocalCommands(program, carry);
  registerEditingCommands(program, carry);
  registerApiCommands(program, carry);
  registerMissingCommands(program, carry);
  program.addHelpText("after", "\nlandbridge --version prints the version.");
  return program;
}
