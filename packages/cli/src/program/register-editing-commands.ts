import type { Command } from "commander";
import type { Carry } from "../context.ts";

/** Commands for whoever writes a configuration. */
export function registerEditingCommands(program: Command, carry: Carry): void {
  program.commandsGroup("Writing a configuration:");
  registerInit(program, carry);
  registerSchema(program, carry);
}

function registerInit(program: Command, carry: Carry): void {
  program
    .command("init")
    .description("write a first workflow for a directory")
    .argument("[path]", "the directory", ".")
    .option("-y, --yes", "ask nothing, take what is found")
    .action(async (path: string, { yes }: { yes?: boolean }) => {
      const request = { isYes: yes ?? false };
      await carry(async (context) => (await import("../commands/init.ts")).init(context, path, request));
    });
}

function registerSchema(program: Command, carry: Carry): void {
  program
    .command("schema")
    .description("print the JSON Schema of configuration files, for editors")
    .argument("[path]", "a configuration whose resources and jobs it offers by name")
    .option("--output <file>", "write it there")
    .action(async (path: string | undefined, { output: file }: { output?: string }) => {
      await carry(async (context) => (await import("../commands/schema.ts")).schema(context, { path, file }));
    });
}
