import type { Readable, Writable } from "node:stream";
import type { FirstWorkflow } from "./first-workflow.ts";
import type { GitOrigin } from "../git/git-origin.ts";
import type { Proposal } from "./project-survey.ts";

/** What was found in a directory, from which a first workflow can be made. */
export interface Findings {
  readonly directory: string;
  readonly proposals: readonly Proposal[];
  readonly origin: GitOrigin | undefined;
}

/** Where the questions are asked, if not on the terminal. */
export interface Conversation {
  readonly input: Readable;
  readonly output: Writable;
}

/** Where nothing was found that can be run. */
const NOTHING_FOUND: Proposal = { found: "nothing", commands: ['echo "Nothing to test yet."'] };
const BETWEEN = " && ";

/** The answers that need no questions. */
export function defaultAnswers({ directory, proposals, origin }: Findings): FirstWorkflow {
  const { commands } = proposals[0] ?? NOTHING_FOUND;
  return { commands, origin, directory, hasDeployment: true };
}

/** Asks at most four questions on the terminal; nothing when they were broken off. */
export async function askQuestions(
  findings: Findings,
  conversation: Partial<Conversation> = {},
): Promise<FirstWorkflow | undefined> {
  const { isCancel, select, text, confirm } = await import("@clack/prompts");
  const { directory, origin } = findings;
  const proposals = findings.proposals.length === 0 ? [NOTHING_FOUND] : findings.proposals;
  const chosen =
    proposals.length === 1
      ? (proposals[0] ?? NOTHING_FOUND)
      : await select({
          ...conversation,
          message: "What shall the first job run?",
          options: proposals.map((proposal) => ({
            value: proposal,
            label: proposal.commands.join(BETWEEN),
            hint: proposal.found,
          })),
        });
  if (isCancel(chosen)) return undefined;
  const written = await text({
    ...conversation,
    message: `Its commands, with${BETWEEN}between them`,
    initialValue: chosen.commands.join(BETWEEN),
    validate: (value) => (commandsIn(value ?? "").length === 0 ? "One command at least." : undefined),
  });
  if (isCancel(written)) return undefined;
  const isTriggered =
    origin !== undefined &&
    (await confirm({
      ...conversation,
      message: `Shall each commit on ${origin.branch} of ${origin.address} start it?`,
    }));
  if (isCancel(isTriggered)) return undefined;
  const hasDeployment = await confirm({
    ...conversation,
    message: "Shall a job for deploying follow, which waits until somebody starts it?",
  });
  if (isCancel(hasDeployment)) return undefined;
  return {
    commands: commandsIn(written),
    origin: isTriggered ? origin : undefined,
    directory,
    hasDeployment,
  };
}

function commandsIn(text: string): readonly string[] {
  return text.split(BETWEEN.trim()).flatMap((command) => {
    const trimmed = command.trim();
    return trimmed === "" ? [] : [trimmed];
  });
}
