import type { Command } from "commander";
import type { Carry } from "../context.ts";

/** Which versions runs take: pins, quarantine, and old ones once more. */
export function registerVersionCommands(program: Command, carry: Carry): void {
  registerPins(program, carry);
  registerQuarantine(program, carry);
  program
    .command("replay")
    .description("send an old version down the graph again")
    .argument("<name@number>", "a version of a resource, or the run of a job")
    .action((reference: string) =>
      carry(async (context) => (await import("../commands/versions.ts")).replay(context, reference)),
    );
}

function registerPins(program: Command, carry: Carry): void {
  program
    .command("pin")
    .description("hold an input of a job at one version")
    .argument("<job>")
    .argument("<input>", "name of the IN")
    .argument("[version]", "number of the version")
    .option("--name <name>", "the newest version of this name instead")
    .option("--comment <text>", "why")
    .action(
      (job: string, input: string, version: string | undefined, flags: { name?: string; comment?: string }) =>
        carry(async (context) =>
          (await import("../commands/pins.ts")).pin(context, { job, input, version, ...flags }),
        ),
    );
  program
    .command("unpin")
    .description("take away a pin that was set by command")
    .argument("<job>")
    .argument("<input>", "name of the IN")
    .action((job: string, input: string) =>
      carry(async (context) => (await import("../commands/pins.ts")).unpin(context, { job, input })),
    );
}

function registerQuarantine(program: Command, carry: Carry): void {
  program
    .command("quarantine")
    .description("let nobody choose a version until it is released; runs bound to it end")
    .argument("<name@number>", "a version of a resource, or the run of a job")
    .requiredOption("--reason <text>", "why")
    .action((reference: string, { reason }: { reason: string }) => {
      const request = { reference, reason, isQuarantined: true };
      return carry(async (context) =>
        (await import("../commands/versions.ts")).setQuarantine(context, request),
      );
    });
  program
    .command("release")
    .description(
      "release a version from quarantine; that starts only jobs that take every version and had left it out",
    )
    .argument("<name@number>", "a version of a resource, or the run of a job")
    .option("--reason <text>", "why")
    .action((reference: string, { reason }: { reason?: string }) => {
      const request = { reference, reason, isQuarantined: false };
      return carry(async (context) =>
        (await import("../commands/versions.ts")).setQuarantine(context, request),
      );
    });
}
