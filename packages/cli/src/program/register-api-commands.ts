import type { Command } from "commander";
import type { Carry } from "../context.ts";
import { registerAccessCommands } from "./register-access-commands.ts";
import { registerRunCommands } from "./register-run-commands.ts";
import { registerVersionCommands } from "./register-version-commands.ts";
import { registerDeletion, registerSourceCommands } from "./register-source-commands.ts";

/** Commands that ask a server, by the names of its API. */
export function registerApiCommands(program: Command, carry: Carry): void {
  program.commandsGroup("On a server:");
  registerLogin(program, carry);
  registerLists(program, carry);
  registerLogs(program, carry);
  registerActions(program, carry);
  registerRunCommands(program, carry);
  registerVersionCommands(program, carry);
  registerWhy(program, carry);
  registerAccessCommands(program, carry);
  registerDoctor(program, carry);
  registerSourceCommands(program, carry);
}

function registerLogin(program: Command, carry: Carry): void {
  program
    .command("login")
    .description("sign this command line in")
    .argument("[url]", "a one-time sign-in link, or the address of a server (with --token)")
    .option("--link", "print another one-time sign-in link for the page instead")
    .action((url: string | undefined, flags: { link?: boolean }) =>
      carry(async (context) => {
        const { login, printSignInLink } = await import("../commands/login.ts");
        return flags.link === true ? printSignInLink(context) : login(context, url);
      }),
    );
}

function registerLists(program: Command, carry: Carry): void {
  const jobs = program
    .command("jobs")
    .description("jobs with their status and the reason for it")
    .action(() => carry(async (context) => (await import("../commands/lists.ts")).jobs(context)));
  registerDeletion(jobs, carry, "job");
  const resources = program
    .command("resources")
    .description("resources, or one with its versions")
    .argument("[name]")
    .action((name: string | undefined) =>
      carry(async (context) => (await import("../commands/lists.ts")).resources(context, name)),
    );
  registerDeletion(resources, carry, "resource");
  program
    .command("runs")
    .description("runs, newest first")
    .option("--job <name>", "of one job")
    .option("--limit <number>", "at most so many", "20")
    .action((flags: { job?: string; limit: string }) =>
      carry(async (context) => (await import("../commands/lists.ts")).runs(context, flags)),
    );
  program
    .command("agents")
    .description("agents with their load")
    .action(() => carry(async (context) => (await import("../commands/lists.ts")).agents(context)));
}

function registerLogs(program: Command, carry: Carry): void {
  program
    .command("logs")
    .description("what a run printed")
    .argument("<job[#number]>", "the newest run, unless a number says which")
    .option("-f, --follow", "go on until the run has ended")
    .option("--step <name>", "of one step")
    .action((reference: string, flags: { follow?: boolean; step?: string }) => {
      const request = { reference, step: flags.step, isFollowed: flags.follow ?? false };
      return carry(async (context) => (await import("../commands/logs.ts")).logs(context, request));
    });
}

function registerActions(program: Command, carry: Carry): void {
  program
    .command("trigger")
    .description("run a job by hand")
    .argument("<job>")
    .option("--input <name=value...>", "values of the inputs that the job declares")
    .option("--set <key=value...>", "environment variables for the run")
    .option("-f, --follow", "print its log and end as the run does")
    .action((job: string, flags: { input?: string[]; set?: string[]; follow?: boolean }) => {
      const { set = [], input: inputs = [], follow: isFollowed = false } = flags;
      const request = { job, set, inputs, isFollowed };
      return carry(async (context) => (await import("../commands/job-actions.ts")).trigger(context, request));
    });
  for (const name of ["pause", "resume"] as const) {
    program
      .command(name)
      .description(
        name === "pause" ? "no event starts the job until it is resumed" : "events start the job again",
      )
      .argument("<job>")
      .action((job: string) =>
        carry(async (context) =>
          (await import("../commands/job-actions.ts")).setPause(context, { job, isPaused: name === "pause" }),
        ),
      );
  }
}

function registerWhy(program: Command, carry: Carry): void {
  program
    .command("why")
    .description("why a job ran, did not, or waits, and what would change that")
    .argument("[job]")
    .option("--run <number>", "why one run was made, what it waits for, and what led to it")
    .option("--version <name@number>", "who took a version and who did not: of the job, or of all")
    .action((job: string | undefined, flags: { run?: string; version?: string }) =>
      carry(async (context) => (await import("../commands/why.ts")).why(context, { job, ...flags })),
    );
}

function registerDoctor(program: Command, carry: Carry): void {
  program
    .command("doctor")
    .description("find what should not be: stuck runs, rows that contradict each other")
    .option("--mend", "mend what can be mended safely, and tell what was done")
    .option("--data-dir <directory>", "examine a data directory that no server uses now")
    .action((flags: { mend?: boolean; dataDir?: string }) =>
      carry(async (context) =>
        (await import("../commands/doctor.ts")).doctor(context, {
          mend: flags.mend ?? false,
          dataDir: flags.dataDir,
        }),
      ),
    );
}
