import type { Command } from "commander";
import { usage } from "../cli-refusal.ts";
import type { Carry } from "../context.ts";

/** Without a subcommand `list`; one that there is not is refused with the names of those that there are. */
export function refuseUnknown(command: Command, carry: Carry, list: Parameters<Carry>[0]): void {
  // Last, so that the subcommands, which take these settings over, stay strict.
  command
    .usage("[command] [options]")
    .argument("[command]")
    .allowExcessArguments()
    .allowUnknownOption()
    .action((given: string | undefined) =>
      carry((context) => {
        if (given !== undefined) throw unknownSubcommand(command, given);
        return list(context);
      }),
    );
}

function unknownSubcommand(command: Command, given: string): Error {
  const names = command.commands.map((each) => each.name()).join(", ");
  return usage(`There is no \`landbridge ${command.name()} ${given}\`.`, `There are: ${names}.`);
}
