import type { Command } from "commander";
import type { Carry } from "../context.ts";
import { refuseUnknown } from "./subcommands.ts";

/** `landbridge plan`, `landbridge sources …`, and what deletes for good. */
export function registerSourceCommands(program: Command, carry: Carry): void {
  registerPlan(program, carry);
  const sources = program
    .command("sources")
    .description("where the configuration comes from, and what its syncs do");
  const list: Parameters<Carry>[0] = async (context) =>
    (await import("../commands/sources.ts")).listSources(context);
  sources
    .command("list")
    .description("sources with the outcome of their last sync")
    .action(() => carry(list));
  registerReading(sources, carry);
  registerRemoval(sources, carry);
  registerLooking(sources, carry);
  refuseUnknown(sources, carry, list);
}

/** `jobs delete NAME`, `resources delete NAME` */
export function registerDeletion(parent: Command, carry: Carry, kind: "job" | "resource"): void {
  parent
    .command("delete")
    .description(`delete a removed ${kind} for good, with all its ${kind === "job" ? "runs" : "versions"}`)
    .argument("<name>")
    .option("-y, --yes", "ask nothing")
    .action((name: string, flags: { yes?: boolean }) => {
      const request = { kind, name, isYes: flags.yes ?? false };
      return carry(async (context) =>
        (await import("../commands/source-removal.ts")).deleteObject(context, request),
      );
    });
}

function registerPlan(program: Command, carry: Carry): void {
  program
    .command("plan")
    .description("what a configuration would change on the server, and what that would do")
    .argument("[path]", "directory or file with the configuration (default: .)")
    .option("--source <name>", "the source that it stands for; without a path: as the server reads it now")
    .option("--exit-code", "exit with 4 when something would change")
    .option("--full", "shorten nothing")
    .option("--markdown", "as a comment for a pull request")
    .action((path: string | undefined, flags: PlanFlags) => {
      const request = {
        path,
        source: flags.source,
        hasExitCode: flags.exitCode ?? false,
        isFull: flags.full ?? false,
        isMarkdown: flags.markdown ?? false,
      };
      return carry(async (context) => (await import("../commands/plan.ts")).plan(context, request));
    });
}

interface PlanFlags {
  readonly source?: string;
  readonly exitCode?: boolean;
  readonly full?: boolean;
  readonly markdown?: boolean;
}

function registerReading(sources: Command, carry: Carry): void {
  sources
    .command("add")
    .description("add a directory of the server or a git repository, and sync it")
    .argument("<name>")
    .argument("<place>", "directory, or address of a git repository")
    .option("--branch <name>", "branch of the repository")
    .option("--plan", "only show what adding it would do")
    .option("--full", "shorten nothing")
    .action((name: string, place: string, flags: { branch?: string; plan?: boolean; full?: boolean }) => {
      const { branch } = flags;
      const request = { name, place, branch, isPlanOnly: flags.plan ?? false, isFull: flags.full ?? false };
      return carry(async (context) => (await import("../commands/sources.ts")).addSource(context, request));
    });
  sources
    .command("sync")
    .description("read a source again, and apply what it says")
    .argument("<name>")
    .option("--expect <digest>", "do just what the plan with this digest says, or nothing")
    .action((name: string, flags: { expect?: string }) => {
      const request = { name, expected: flags.expect };
      return carry(async (context) => (await import("../commands/sources.ts")).syncSource(context, request));
    });
  sources
    .command("plan")
    .description("what a sync would do now: the same as `landbridge plan --source NAME`")
    .argument("<name>")
    .option("--exit-code", "exit with 4 when something would change")
    .option("--full", "shorten nothing")
    .option("--markdown", "as a comment for a pull request")
    .action((name: string, flags: PlanFlags) => {
      const request = {
        path: undefined,
        source: name,
        hasExitCode: flags.exitCode ?? false,
        isFull: flags.full ?? false,
        isMarkdown: flags.markdown ?? false,
      };
      return carry(async (context) => (await import("../commands/plan.ts")).plan(context, request));
    });
}

function registerRemoval(sources: Command, carry: Carry): void {
  for (const isPaused of [true, false]) {
    sources
      .command(isPaused ? "pause" : "resume")
      .description(
        isPaused ? "sync it by hand only, and let what it declares move" : "sync it by itself again",
      )
      .argument("<name>")
      .action((name: string) =>
        carry(async (context) =>
          (await import("../commands/sources.ts")).setSourcePause(context, { name, isPaused }),
        ),
      );
  }
  sources
    .command("remove")
    .description("remove a source and what it declares; histories stay, and it can be restored")
    .argument("<name>")
    .option("-y, --yes", "ask nothing")
    .action((name: string, flags: { yes?: boolean }) => {
      const request = { name, isYes: flags.yes ?? false };
      return carry(async (context) =>
        (await import("../commands/source-removal.ts")).removeSource(context, request),
      );
    });
  sources
    .command("restore")
    .description("take the removal of a source back, and sync it")
    .argument("<name>")
    .action((name: string) =>
      carry(async (context) => (await import("../commands/source-removal.ts")).restoreSource(context, name)),
    );
  sources
    .command("delete")
    .description("delete a removed source for good, with everything that it declared")
    .argument("<name>")
    .option("-y, --yes", "ask nothing")
    .action((name: string, flags: { yes?: boolean }) => {
      const request = { name, isYes: flags.yes ?? false };
      return carry(async (context) =>
        (await import("../commands/source-removal.ts")).deleteSource(context, request),
      );
    });
}

function registerLooking(sources: Command, carry: Carry): void {
  sources
    .command("history")
    .description("what the syncs of a source did, newest first, or one of them whole")
    .argument("<name>")
    .argument("[number]", "one sync, with everything that it did")
    .option("--limit <number>", "at most so many", "20")
    .option("--full", "shorten nothing")
    .action((name: string, number: string | undefined, flags: { limit: string; full?: boolean }) => {
      const request = { name, number, limit: flags.limit, isFull: flags.full ?? false };
      return carry(async (context) =>
        (await import("../commands/source-history.ts")).sourceHistory(context, request),
      );
    });
  sources
    .command("hook")
    .description("address and secret with which a repository tells of pushes")
    .argument("<name>")
    .action((name: string) =>
      carry(async (context) => (await import("../commands/sources.ts")).showHook(context, name)),
    );
  sources
    .command("deleted")
    .description("resources and jobs that were removed and keep their history")
    .action(() =>
      carry(async (context) => (await import("../commands/source-history.ts")).listDeleted(context)),
    );
}
