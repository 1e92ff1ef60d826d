import { ROLES } from "@landbridge/core";
import { Option } from "commander";
import type { Command } from "commander";
import type { Carry } from "../context.ts";
import { refuseUnknown } from "./subcommands.ts";

/** Who may do what, and how long runs may take. */
export function registerAccessCommands(program: Command, carry: Carry): void {
  registerGroups(program, carry);
  registerMembers(program, carry);
  registerTokens(program, carry);
  registerPools(program, carry);
}

function registerGroups(program: Command, carry: Carry): void {
  const groups = program.command("groups").description("groups that gates name as approvers");
  const list: Parameters<Carry>[0] = async (context) =>
    (await import("../commands/access.ts")).listGroups(context);
  groups
    .command("list")
    .description("groups with their members")
    .action(() => carry(list));
  groups
    .command("set")
    .description("say who belongs to a group; makes it when it is new")
    .argument("<name>")
    .argument("[members...]")
    .action((name: string, members: string[]) =>
      carry(async (context) => (await import("../commands/access.ts")).setGroup(context, { name, members })),
    );
  groups
    .command("remove")
    .description("remove a group; gates that name it can't be opened by it any more")
    .argument("<name>")
    .action((name: string) =>
      carry(async (context) => (await import("../commands/access.ts")).removeGroup(context, name)),
    );
  refuseUnknown(groups, carry, list);
}

function registerMembers(program: Command, carry: Carry): void {
  const members = program.command("members").description("everybody with an account");
  const list: Parameters<Carry>[0] = async (context) =>
    (await import("../commands/access.ts")).listMembers(context);
  members
    .command("list")
    .description("members with their roles")
    .action(() => carry(list));
  members
    .command("add")
    .description("add a member")
    .argument("<name>")
    .addOption(new Option("--role <role>", "what they may do").choices(ROLES).default("operator"))
    .action((name: string, { role }: { role: string }) =>
      carry(async (context) => (await import("../commands/access.ts")).addMember(context, { name, role })),
    );
  refuseUnknown(members, carry, list);
}

function registerTokens(program: Command, carry: Carry): void {
  const tokens = program.command("tokens").description("API tokens of members");
  const list: Parameters<Carry>[0] = async (context) =>
    (await import("../commands/access.ts")).listTokens(context);
  tokens
    .command("list")
    .description("tokens, without what they say")
    .action(() => carry(list));
  tokens
    .command("create")
    .description("make a token for a member; it is shown once")
    .argument("<member>")
    .option("--name <name>", "what it is for; one of the same name is replaced (default: cli)")
    .action((member: string, { name }: { name?: string }) =>
      carry(async (context) =>
        (await import("../commands/access.ts")).createToken(context, { member, name }),
      ),
    );
  refuseUnknown(tokens, carry, list);
}

/** What commander makes of `--timeout-minutes N` and `--no-limit`. */
interface LimitFlags {
  readonly timeoutMinutes?: string;
  readonly limit: boolean;
}

function registerPools(program: Command, carry: Carry): void {
  const pools = program.command("pools").description("node pools with their agents and time limits");
  const list: Parameters<Carry>[0] = async (context) =>
    (await import("../commands/pools.ts")).listPools(context);
  const setLimit = (pool: string | undefined, { timeoutMinutes, limit }: LimitFlags) =>
    carry(async (context) =>
      (await import("../commands/pools.ts")).setLimit(context, { pool, timeoutMinutes, isNone: !limit }),
    );
  pools
    .command("list")
    .description("pools with their agents and time limits")
    .action(() => carry(list));
  pools
    .command("set")
    .description("how long a run in a pool may take whose job says nothing")
    .argument("<name>")
    .option("--timeout-minutes <number>", "minutes")
    .option("--no-limit", "none of its own: that of the workspace")
    .action((name: string, flags: LimitFlags) => setLimit(name, flags));
  pools
    .command("default")
    .description("how long a run may take whose job and pool say nothing")
    .option("--timeout-minutes <number>", "minutes")
    .option("--no-limit", "none of its own: an hour")
    .action((flags: LimitFlags) => setLimit(undefined, flags));
  refuseUnknown(pools, carry, list);
}
