import type { Role } from "@landbridge/core";
import { z } from "zod";

/** One call of the contract. It has one flat input: the keys of `params`, `query` and `body` together. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  /** The least role that may call it; `anyone` needs no sign-in. */
  readonly role: Role | "anyone";
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodObject;
  readonly response: z.ZodType;
}

const none: z.ZodObject = z.object({});
export const workspace = z.object({ workspace: z.string() });
export const job = workspace.extend({ job: z.string() });
export const run = job.extend({ number: z.coerce.number().int().positive() });
export const resource = workspace.extend({ resource: z.string() });
export const version = resource.extend({ number: run.shape.number });
export const source = workspace.extend({ source: z.string() });
export const page = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** Runs before this number, versions before this number. */
  before: z.coerce.number().int().positive().exactOptional(),
});
export const done = z.object({ ok: z.literal(true) });

export function route<
  Params extends z.ZodObject = typeof none,
  Query extends z.ZodObject = typeof none,
  Body extends z.ZodObject = typeof none,
  Response extends z.ZodType = typeof done,
>(declared: {
  method: Route["method"];
  path: string;
  summary: string;
  role: Route["role"];
  params?: Params;
  query?: Query;
  body?: Body;
  response: Response;
}): {
  method: Route["method"];
  path: string;
  summary: string;
  role: Route["role"];
  params: Params;
  query: Query;
  body: Body;
  response: Response;
} {
  // The defaults are the schemas that the type parameters default to.
  const empty = none as unknown;
  return {
    ...declared,
    params: declared.params ?? (empty as Params),
    query: declared.query ?? (empty as Query),
    body: declared.body ?? (empty as Body),
  };
}

export const W = "/api/v1/workspaces/:workspace";
