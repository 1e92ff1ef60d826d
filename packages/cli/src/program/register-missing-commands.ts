import type { Command } from "commander";
import { CliRefusal } from "../cli-refusal.ts";
import type { Carry } from "../context.ts";

/** Commands that are fixed but not built yet, with what does part of the work today. */
const MISSING = {
  where: "landbridge resources NAME lists the versions of a resource and the runs that made them.",
  state: "lb and shipctl read and write state inside a job.",
  secret: undefined,
  integrations: undefined,
  audit: "landbridge why JOB tells what was decided about a job, and why.",
  backup: "While nothing runs, a copy of the data directory is a backup.",
  restore: "While nothing runs, a copy of the data directory can be put back.",
} as const satisfies Record<string, string | undefined>;

export function registerMissingCommands(program: Command, carry: Carry): void {
  for (const [name, instead] of Object.entries(MISSING)) {
    program
      .command(name, { hidden: true })
      .description("not in this version yet")
      .argument("[rest...]")
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => carry(() => refuseMissing(name, instead)));
  }
  const names = Object.keys(MISSING).join(", ");
  program.addHelpText("after", `\nNot in this version yet:\n${wrapped(names, 76)}`);
}

/** Says that a command is fixed but not built, and what does its work today. */
export function refuseMissing(name: string, instead: string | undefined): never {
  throw new CliRefusal(
    "NOT_BUILT",
    `"landbridge ${name}" is not in this version yet.`,
    instead === undefined ? {} : { hint: instead },
  );
}

function wrapped(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < width) lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `  ${line}`).join("\n");
}
