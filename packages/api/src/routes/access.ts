import { ROLES } from "@landbridge/core";
import { z } from "zod";
import { W, done, route, workspace } from "../route.ts";
import { groupView, memberView, newTokenView, tokenView } from "../views/access.ts";

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/, "letters, digits and . _ @ -, at most 100 of them");
const group = workspace.extend({ group: name });

/** Who may do what: members with their tokens, and the groups that approvers are listed by. */
export const accessRoutes = {
  listMembers: route({
    method: "GET",
    path: `${W}/members`,
    summary: "Everybody with an account, and the role of each",
    role: "viewer",
    params: workspace,
    response: z.array(memberView),
  }),
  addMember: route({
    method: "POST",
    path: `${W}/members`,
    summary: "Add a member; a token or a sign-in link lets them in",
    role: "admin",
    params: workspace,
    body: z.object({ name, role: z.enum(ROLES) }),
    response: memberView,
  }),
  listTokens: route({
    method: "GET",
    path: `${W}/tokens`,
    summary: "API tokens, without what they say",
    role: "admin",
    params: workspace,
    response: z.array(tokenView),
  }),
  createToken: route({
    method: "POST",
    path: `${W}/tokens`,
    summary: "Make an API token for a member; it is shown once",
    role: "admin",
    params: workspace,
    body: z.object({
      member: z.string(),
      /** What it is for; one of the same name is replaced. */
      name: name.default("cli"),
    }),
    response: newTokenView,
  }),
  listGroups: route({
    method: "GET",
    path: `${W}/groups`,
    summary: "Groups with their members",
    role: "viewer",
    params: workspace,
    response: z.array(groupView),
  }),
  putGroup: route({
    method: "PUT",
    path: `${W}/groups/:group`,
    summary: "Say who belongs to a group; makes it when it is new",
    role: "admin",
    params: group,
    body: z.object({ members: z.array(name).max(1000) }),
    response: groupView,
  }),
  removeGroup: route({
    method: "DELETE",
    path: `${W}/groups/:group`,
    summary: "Remove a group; gates that name it can't be opened by it any more",
    role: "admin",
    params: group,
    response: done,
  }),
} as const;
