import type { Pool, PoolClient } from "pg";
import { isStoreAway } from "../store/database.ts";

/** A code that graphile-worker tries a statement again after. */
const TRY_AGAIN = "ETIMEDOUT";
const RECONNECT_MS = 500;

export interface PatientPool {
  readonly pool: Pool;
  /** Resolves when no statement of the queue is under way: it does not wait itself for the word on a task's end. */
  quiet(): Promise<void>;
}

/**
 * The pool as graphile-worker needs it. It knows few of the errors that mean that the database is away, and where
 * it notes the end of a task nobody listens for the others: one of them there would end the process. So a
 * connection is waited for, and what breaks on one gets a code that it tries again after. Once `closing` is
 * aborted nothing is tried any more, and what can't be had stays unanswered.
 */
export function createPatientPool(pool: Pool, closing: AbortSignal): PatientPool {
  const lent = new Set<Promise<void>>();
  const lend = async (): Promise<PoolClient> => {
    let giveBack = (): void => undefined;
    const isBack = new Promise<void>((resolve) => {
      giveBack = () => {
        lent.delete(isBack);
        resolve();
      };
    });
    // From the moment it is asked for.
    lent.add(isBack);
    try {
      return patientClient(await connect(pool, closing), giveBack);
    } catch (error) {
      giveBack();
      throw error;
    }
  };
  return {
    pool: withMethods(pool, {
      // With a callback it listens for new effects, and connects again by itself.
      connect: (...args) => (args.length > 0 ? Reflect.apply(pool.connect, pool, args) : lend()),
    }),
    async quiet() {
      while (lent.size > 0) await Promise.all(lent);
    },
  };
}

async function connect(pool: Pool, closing: AbortSignal): Promise<PoolClient> {
  for (;;) {
    try {
      return await pool.connect();
    } catch (error) {
      if (closing.aborted) return new Promise(() => undefined);
      if (!isStoreAway(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }
}

function patientClient(client: PoolClient, onRelease: () => void): PoolClient {
  return withMethods(client, {
    query(...args) {
      const result: unknown = Reflect.apply(client.query, client, args);
      return result instanceof Promise ? result.catch(tryAgainIfAway) : result;
    },
    release(...args) {
      onRelease();
      return Reflect.apply(client.release, client, args);
    },
  });
}

function tryAgainIfAway(error: unknown): never {
  if (error instanceof Error && isStoreAway(error)) {
    throw Object.assign(new Error(error.message, { cause: error }), { code: TRY_AGAIN });
  }
  throw error;
}

type Method = (...args: unknown[]) => unknown;

/** The same object but for some methods; all others still find the object itself as `this`. */
function withMethods<Target extends object>(
  target: Target,
  methods: Readonly<Partial<Record<keyof Target, Method>>>,
): Target {
  return new Proxy(target, {
    get(_, key) {
      if (Object.hasOwn(methods, key)) return Reflect.get(methods, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
