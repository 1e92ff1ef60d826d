import { expect, test } from "vitest";
import { member, refusalOf } from "./support/members.ts";
import { WORKSPACE, sharedTestServer } from "./support/test-server.ts";

const server = sharedTestServer();

test("a member comes in with a token, as themselves and with their role", async () => {
  const bob = await member(server(), "bob", "viewer");
  expect(await bob.getMe({})).toEqual({ name: "bob", role: "viewer", workspace: WORKSPACE });
  expect(await server().client.listTokens({ workspace: WORKSPACE })).toMatchObject([
    { member: "bob", name: "cli" },
  ]);
  expect(await refusalOf(bob.listTokens({ workspace: WORKSPACE }))).toMatch(/^FORBIDDEN: /);
  expect(await bob.listMembers({ workspace: WORKSPACE })).toMatchObject([
    { name: "bob", role: "viewer" },
    { name: "owner", role: "owner" },
  ]);
});

test("nobody makes an account, or a token, that may do more than they may", async () => {
  const ada = await member(server(), "ada", "admin");
  expect(await refusalOf(ada.addMember({ workspace: WORKSPACE, name: "eve", role: "owner" }))).toMatch(
    /^FORBIDDEN: The role owner may do more/,
  );
  expect(await refusalOf(ada.createToken({ workspace: WORKSPACE, member: "owner" }))).toMatch(/^FORBIDDEN: /);
  await ada.addMember({ workspace: WORKSPACE, name: "eve", role: "operator" });
  expect(await refusalOf(ada.addMember({ workspace: WORKSPACE, name: "eve", role: "viewer" }))).toBe(
    "MEMBER_EXISTS: There is a member named eve already.",
  );
  expect(await refusalOf(ada.createToken({ workspace: WORKSPACE, member: "nobody" }))).toBe(
    "MEMBER_NOT_FOUND: There is no member named nobody.",
  );
  const { rows } = await server().pool.query(
    "select subject, details from audit_log where actor = 'ada' order by id",
  );
  expect(rows).toEqual([{ subject: "eve", details: { role: "operator" } }]);
});
