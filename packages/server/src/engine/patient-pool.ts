import type { Pool, PoolClient } from "pg";
import { isStoreAway } from "../store/database.ts";

/** A code that graphile-worker tries a statement again after. */
const TRY_AGAIN = "ETIMEDOUT";
const RECONNECT_MS = 500;

/**
 * The pool as graphile-worker needs it. It knows few of the errors that mean that the database is away, and where
 * it notes the end of a task nobody listens for the others: one of them there would end the process. So a
 * connection is waited for, and what breaks on one gets a code that it tries again after. Once `closing` is
 * aborted nothing is tried any more, and what can't be had stays unanswered.
 */
export function patientPool(pool: Pool, closing: AbortSignal): Pool {
  return withMethod(pool, "connect", (...args: readonly unknown[]) =>
    // With a callback it listens for new effects, and connects again by itself.
    args.length > 0 ? Reflect.apply(pool.connect, pool, [...args]) : connect(pool, closing),
  );
}

async function connect(pool: Pool, closing: AbortSignal): Promise<PoolClient> {
  for (;;) {
    try {
      return patientClient(await pool.connect());
    } catch (error) {
      if (closing.aborted) return new Promise(() => undefined);
      if (!isStoreAway(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }
}

function patientClient(client: PoolClient): PoolClient {
  return withMethod(client, "query", (...args: readonly unknown[]) => {
    const result: unknown = Reflect.apply(client.query, client, [...args]);
    return result instanceof Promise ? result.catch(tryAgainIfAway) : result;
  });
}

function tryAgainIfAway(error: unknown): never {
  if (error instanceof Error && isStoreAway(error)) {
    throw Object.assign(new Error(error.message, { cause: error }), { code: TRY_AGAIN });
  }
  throw error;
}

/** The same object but for one method; all others still find the object itself as `this`. */
function withMethod<Target extends object>(
  target: Target,
  name: keyof Target,
  method: (...args: readonly unknown[]) => unknown,
): Target {
  return new Proxy(target, {
    get(_, key) {
      if (key === name) return method;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
