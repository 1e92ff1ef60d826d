import { expect, test } from "vitest";
import { ROLES, isAtLeast } from "./role.ts";

test("roles go from viewer to owner, each may do what the ones before may", () => {
  expect(ROLES).toEqual(["viewer", "operator", "member", "admin", "owner"]);
  for (const [index, role] of ROLES.entries()) {
    expect(ROLES.filter((least) => isAtLeast(role, least))).toEqual(ROLES.slice(0, index + 1));
  }
});
