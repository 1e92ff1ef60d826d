import type { QueryKey } from "./query-keys.ts";

export interface RefresherOptions {
  /** Reads again what stands under the key; resolves when the answer is there. */
  readonly refresh: (key: QueryKey) => Promise<void>;
  /** Rest between two reads of the same key. */
  readonly restMs?: number;
}

/**
 * Reads stale things again, each key one at a time. A key that becomes stale while it is being read is read
 * once more afterwards: a stream of changes neither cancels the reading for ever nor leaves an old answer.
 */
export function createRefresher({ refresh, restMs = 300 }: RefresherOptions): (key: QueryKey) => void {
  const underWay = new Map<string, { isAgain: boolean }>();
  const work = async (key: QueryKey, turn: { isAgain: boolean }): Promise<void> => {
    while (turn.isAgain) {
      turn.isAgain = false;
      await refresh(key);
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  };
  return (key) => {
    const name = JSON.stringify(key);
    const current = underWay.get(name);
    if (current) {
      current.isAgain = true;
      return;
    }
    const turn = { isAgain: true };
    underWay.set(name, turn);
    void work(key, turn).finally(() => underWay.delete(name));
  };
}
