import type { ClientBase, PoolClient, PoolConfig } from "pg";

/** A peer that is gone without a word is noticed by the system even on connections that wait for nothing. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * Settings of a pool whose database may fall silent: whoever asks it gets an answer or an error in bounded time.
 * The database gives up a little earlier than we do, so that its own word for it arrives; and it lets go of the
 * workspace's lock when the server that holds it has fallen silent in the middle of a transaction.
 */
export function limitedPool(answerMs: number): PoolConfig {
  const limits = [
    `statement_timeout = ${String(Math.ceil(answerMs * 0.9))}`,
    // Locks are held for milliseconds: who waits so long waits for somebody who is gone.
    `lock_timeout = ${String(Math.ceil(answerMs / 3))}`,
    `idle_in_transaction_session_timeout = ${String(answerMs)}`,
  ];
  const statement = limits.map((limit) => `set ${limit}`).join("; ");
  return {
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    query_timeout: answerMs,
    // A goodbye that nobody answers must not hold a process that is done.
    allowExitOnIdle: true,
    // By a statement: as parameters of the start they would be refused by a connection pooler in between.
    onConnect: (client: ClientBase) => client.query(statement),
  };
}

/** What the driver says when `query_timeout` is over. */
const SILENCE = "Query read timeout";

export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === SILENCE;
}

/**
 * Breaks a connection on which an answer stays away. The driver only stops waiting for it: without this the
 * connection would go back to the pool, and everything sent over it would wait for the same silence.
 */
export function breakWhenSilent(client: PoolClient): void {
  const send = client.query.bind(client);
  const breakIfSilent = (error: unknown): void => {
    if (isSilence(error)) void client.end();
  };
  const query = (...sent: readonly unknown[]): unknown => {
    const answer = sent.at(-1);
    if (typeof answer !== "function") {
      const result: unknown = Reflect.apply(send, client, sent);
      if (result instanceof Promise) result.catch(breakIfSilent);
      return result;
    }
    const listen = (error: unknown, ...rest: readonly unknown[]): void => {
      breakIfSilent(error);
      Reflect.apply(answer, undefined, [error, ...rest]);
    };
    return Reflect.apply(send, client, [...sent.slice(0, -1), listen]);
  };
  Object.assign(client, { query });
}
