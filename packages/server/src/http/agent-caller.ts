import type { AgentMessage } from "@landbridge/api";
import type { IncomingMessage } from "node:http";
import type { Kysely } from "kysely";
import { timingSafeEqual } from "node:crypto";
import { newId } from "../engine/new-id.ts";
import { hashToken } from "../store/accounts.ts";
import { findAgentByKey, registerAgent, updateAgent } from "../store/agents.ts";
import type { Tables } from "../store/schema.ts";

/** Who dials the agents' socket, by the token alone: one that is to be registered, or one with a key of its own. */
export type AgentCaller = { readonly kind: "newcomer" } | { readonly kind: "known"; readonly id: string };

export interface AgentCallerParts {
  readonly query: Kysely<Tables>;
  readonly registrationToken: string;
}

export async function findAgentCaller(
  { query, registrationToken }: AgentCallerParts,
  request: IncomingMessage,
): Promise<AgentCaller | undefined> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  if (timingSafeEqual(hashToken(token), hashToken(registrationToken))) return { kind: "newcomer" };
  const known = await findAgentByKey(query, token);
  return known && { kind: "known", id: known.id };
}

/** Writes down who said hello. A newcomer gets the key that it comes with from now on. */
export async function noteHello(
  { query }: AgentCallerParts,
  caller: AgentCaller,
  hello: Extract<AgentMessage, { type: "hello" }>,
): Promise<{ readonly id: string; readonly key?: string }> {
  const { name, pool, slots, version, os, arch } = hello;
  const details = { name, pool, slots, version, os, arch };
  if (caller.kind === "newcomer") {
    const id = newId();
    return { id, key: await registerAgent(query, id, details) };
  }
  await updateAgent(query, caller.id, details);
  return { id: caller.id };
}
