import type { GroupView, MemberView } from "@landbridge/api";
import { AppError, isAtLeast } from "@landbridge/core";
import type { Role } from "@landbridge/core";
import { newId } from "../../engine/new-id.ts";
import type { WorkspaceCache } from "../../engine/workspace-cache.ts";
import { createApiToken } from "../../store/accounts.ts";
import { insertAudit } from "../../store/audit.ts";
import { listGroups } from "../../store/groups.ts";
import type { StoredGroup } from "../../store/groups.ts";
import { insertMember, listMembers, listTokens } from "../../store/members.ts";
import type { StoredMember } from "../../store/members.ts";
import { contextOf } from "./parts.ts";
import type { Handler, HandlerParts, KnownCaller } from "./parts.ts";

type AccessRoutes =
  "listMembers" | "addMember" | "listTokens" | "createToken" | "listGroups" | "putGroup" | "removeGroup";

export function accessHandlers(parts: HandlerParts): { readonly [Name in AccessRoutes]: Handler<Name> } {
  const { query, pool } = parts.database;
  return {
    async listMembers({ workspace }) {
      await contextOf(parts, workspace);
      return (await listMembers(query)).map(presentMember);
    },
    async addMember({ workspace, name, role }, caller) {
      await contextOf(parts, workspace);
      refuseHigherRole(caller, role);
      const added = await insertMember(query, { id: newId(), name, role });
      if (!added) throw new AppError("MEMBER_EXISTS", `There is a member named ${name} already.`);
      await note(parts, caller, { action: "add-member", subject: name, details: { role } });
      return presentMember(added);
    },
    async listTokens({ workspace }) {
      await contextOf(parts, workspace);
      return (await listTokens(query)).map(({ member, name, createdAt, expiresAt }) => ({
        member,
        name,
        createdAt: createdAt.toISOString(),
        ...(expiresAt === null ? {} : { expiresAt: expiresAt.toISOString() }),
      }));
    },
    async createToken({ workspace, member, name }, caller) {
      await contextOf(parts, workspace);
      const { id: userId, role } = await getMember(parts, member);
      refuseHigherRole(caller, role);
      const token = await createApiToken(query, { id: newId(), userId, name });
      await note(parts, caller, { action: "create-token", subject: member, details: { name } });
      return { member, name, token };
    },
    async listGroups({ workspace }) {
      const { cache } = await contextOf(parts, workspace);
      const [groups, members] = await Promise.all([listGroups(pool, cache.id), listMembers(query)]);
      return groups.map((group) => presentGroup(group, members, cache));
    },
    async putGroup({ workspace, group: name, members }, caller) {
      const { cache } = await contextOf(parts, workspace);
      const group = { name, members: [...new Set(members)] };
      const by = caller.account.name;
      await parts.engine.submit({ type: "setting-asked", change: { kind: "group", ...group }, by });
      return presentGroup(group, await listMembers(query), cache);
    },
    async removeGroup({ workspace, group: name }, caller) {
      await contextOf(parts, workspace);
      const by = caller.account.name;
      await parts.engine.submit({ type: "setting-asked", change: { kind: "group-removal", name }, by });
      return { ok: true };
    },
  };
}

/** Nobody makes an account, or a way into one, that may do more than they may themselves. */
function refuseHigherRole({ account }: KnownCaller, role: Role): void {
  if (isAtLeast(account.role, role)) return;
  throw new AppError("FORBIDDEN", `The role ${role} may do more than yours, ${account.role}.`, {
    hint: `Ask somebody with the role ${role}.`,
  });
}

async function getMember({ database }: HandlerParts, name: string): Promise<StoredMember> {
  const members = await listMembers(database.query);
  const member = members.find((each) => each.name === name);
  if (member) return member;
  throw new AppError("MEMBER_NOT_FOUND", `There is no member named ${name}.`, {
    hint: `Members: ${members.map((each) => each.name).join(", ")}.`,
  });
}

async function note(
  { database, workspace }: HandlerParts,
  { account }: KnownCaller,
  entry: { readonly action: string; readonly subject: string; readonly details: object },
): Promise<void> {
  await insertAudit(database.pool, { id: newId(), workspaceId: workspace.id, actor: account.name, ...entry });
}

function presentMember({ name, role, createdAt }: StoredMember): MemberView {
  return { name, role, createdAt: createdAt.toISOString() };
}

function presentGroup(
  { name, members }: StoredGroup,
  known: readonly StoredMember[],
  { workflow }: WorkspaceCache,
): GroupView {
  const names = new Set(known.map((member) => member.name));
  const jobs = [...workflow.jobs.values()].filter(({ approval }) => approval?.approvers.includes(name));
  return {
    name,
    members: [...members],
    unknown: members.filter((member) => !names.has(member)),
    approves: jobs.map((job) => job.name),
  };
}
