import type { Role } from "@landbridge/core";
import { randomUUID } from "node:crypto";
import { hashToken, newToken } from "../../src/store/accounts.ts";
import type { TestServer } from "./test-server.ts";

/** A stored API token of a new account with that role. */
export async function tokenOf(
  { pool }: Pick<TestServer, "pool">,
  role: Role,
  expires = "1 hour",
): Promise<string> {
  const [user, token] = [randomUUID(), newToken("lb_pat")];
  await pool.query("insert into users (id, name, role) values ($1, $2, $3)", [user, `${role} ${user}`, role]);
  await pool.query(
    `insert into api_tokens (id, token_hash, user_id, name, expires_at)
     values ($1, $2, $3, 'test', now() + $4::interval)`,
    [randomUUID(), hashToken(token), user, expires],
  );
  return token;
}
