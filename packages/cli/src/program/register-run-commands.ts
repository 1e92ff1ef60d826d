import type { Command } from "commander";
import type { Carry } from "../context.ts";

const JOB = "JOB, or JOB#NUMBER";

/** What people do about a run: end it, repeat it, let it through its gate. */
export function registerRunCommands(program: Command, carry: Carry): void {
  registerCancel(program, carry);
  registerRerun(program, carry);
  registerVotes(program, carry);
}

function registerCancel(program: Command, carry: Carry): void {
  program
    .command("cancel")
    .description("cancel a run that has not ended, or delete the waiting job of a strict job")
    .argument("<job>", JOB)
    .argument("[number]", "which run; left out: the only one that has not ended")
    .option("--waiting", "delete the waiting job instead: nothing comes of its wait")
    .action((reference: string, number: string | undefined, flags: { waiting?: boolean }) =>
      carry(async (context) => {
        const { cancel, dropWaiting } = await import("../commands/job-actions.ts");
        if (flags.waiting !== true) return cancel(context, { reference, number });
        return dropWaiting(context, reference);
      }),
    );
}

interface RerunFlags {
  readonly today?: boolean;
  readonly fromFailedStep?: boolean;
  readonly follow?: boolean;
}

function registerRerun(program: Command, carry: Carry): void {
  program
    .command("rerun")
    .description("run what has ended again: the same definition, versions and values")
    .argument("<job>", JOB)
    .argument("[number]", "which run; left out: the newest that has ended")
    .option("--today", "the same versions and values with the definition of today")
    .option("--from-failed-step", "go on with the step that failed")
    .option("-f, --follow", "print its log and end as the run does")
    .action((reference: string, number: string | undefined, flags: RerunFlags) => {
      const { today: isToday = false, fromFailedStep: isFromFailedStep = false } = flags;
      const request = { reference, number, isToday, isFromFailedStep, isFollowed: flags.follow ?? false };
      return carry(async (context) => (await import("../commands/job-actions.ts")).rerun(context, request));
    });
}

function registerVotes(program: Command, carry: Carry): void {
  program
    .command("approve")
    .description("approve a run that waits for it")
    .argument("<job>", JOB)
    .argument("[number]", "which run; left out: the only one that waits")
    .option("--comment <text>", "kept with the vote")
    .option("--input <name=value...>", "answers to what the gate asks")
    .action(
      (reference: string, number: string | undefined, flags: { comment?: string; input?: string[] }) => {
        const request = { reference, number, comment: flags.comment, inputs: flags.input ?? [] };
        return carry(async (context) => (await import("../commands/votes.ts")).approve(context, request));
      },
    );
  program
    .command("reject")
    .description("reject a run that waits for an approval: it never starts")
    .argument("<job>", JOB)
    .argument("[number]", "which run; left out: the only one that waits")
    .requiredOption("--comment <text>", "why")
    .action((reference: string, number: string | undefined, { comment }: { comment: string }) =>
      carry(async (context) =>
        (await import("../commands/votes.ts")).reject(context, { reference, number, comment }),
      ),
    );
}
