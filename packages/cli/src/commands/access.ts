import { ROLES } from "@landbridge/core";
import type { GroupView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { ageText } from "../words/duration.ts";
import { printList } from "./lists.ts";

/** `landbridge groups` */
export async function listGroups(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  return printList(context.output, await client.listGroups({ workspace }), {
    heads: ["group", "members", "approves"],
    row: (group) => [group.name, membersText(group), group.approves.join(", ")],
    empty: "There are no groups. `landbridge groups set NAME MEMBER…` makes one.",
  });
}

/** `landbridge groups set NAME MEMBER…` */
export async function setGroup(
  context: Context,
  { name, members }: { readonly name: string; readonly members: readonly string[] },
): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const group = await client.putGroup({ workspace, group: name, members: [...members] });
  const { output } = context;
  if (output.isJson) output.json(group);
  else output.line(`${name}: ${membersText(group)}.`);
  return EXIT.done;
}

/** `landbridge groups remove NAME` */
export async function removeGroup(context: Context, name: string): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const done = await client.removeGroup({ workspace, group: name });
  if (context.output.isJson) context.output.json(done);
  else context.output.line(`The group ${name} is removed.`);
  return EXIT.done;
}

function membersText({ members, unknown }: GroupView): string {
  if (members.length === 0) return "nobody";
  return members.map((name) => (unknown.includes(name) ? `${name} (no account)` : name)).join(", ");
}

/** `landbridge members` */
export async function listMembers(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  return printList(context.output, await client.listMembers({ workspace }), {
    heads: ["member", "role", "since"],
    row: ({ name, role, createdAt }) => [name, role, ageText(createdAt, Date.now())],
    empty: "There are no members.",
  });
}

/** `landbridge members add NAME --role ROLE` */
export async function addMember(
  context: Context,
  { name, role: given }: { readonly name: string; readonly role: string },
): Promise<ExitCode> {
  const role = ROLES.find((each) => each === given);
  if (role === undefined) throw usage(`There is no role ${given}.`, `Roles: ${ROLES.join(", ")}.`);
  const { client, workspace } = await connect(context);
  const member = await client.addMember({ workspace, name, role });
  const { output } = context;
  if (output.isJson) output.json(member);
  else output.line(`${name} is a member. \`landbridge tokens create ${name}\` lets them in.`);
  return EXIT.done;
}

/** `landbridge tokens` */
export async function listTokens(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  return printList(context.output, await client.listTokens({ workspace }), {
    heads: ["member", "token", "made"],
    row: ({ member, name, createdAt }) => [member, name, ageText(createdAt, Date.now())],
    empty: "There are no tokens. `landbridge tokens create MEMBER` makes one.",
  });
}

/** `landbridge tokens create MEMBER [--name NAME]` */
export async function createToken(
  context: Context,
  { member, name }: { readonly member: string; readonly name?: string | undefined },
): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const made = await client.createToken({ workspace, member, ...(name === undefined ? {} : { name }) });
  const { output } = context;
  if (output.isJson) output.json(made);
  else {
    output.line(made.token);
    output.note(`It is shown only now. ${member} uses it as LANDBRIDGE_TOKEN, or with landbridge login.`);
  }
  return EXIT.done;
}
