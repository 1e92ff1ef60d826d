/** Longer than anything that works takes on a busy machine; what never comes true fails with its own text. */
const DEADLINE_MS = 30_000;
/** Facts that nobody announces, such as a row of another process, are looked at again this often. */
const LOOK_AGAIN_MS = 20;

export type Fact<Found> = () => Promise<Found | undefined | false> | Found | undefined | false;

/** Calls the listener when something may have changed; returns what takes it off again. */
export type Changes = (listener: () => void) => () => void;

/** Waits until a fact holds, looking again whenever something changed, and answers what it found. */
export async function until<Found>(
  fact: Fact<Found>,
  { changes, what }: { readonly changes?: Changes; readonly what?: string } = {},
): Promise<Found> {
  const deadline = Date.now() + DEADLINE_MS;
  let wake: () => void = () => undefined;
  let hasChanged = false;
  const unsubscribe = changes?.(() => {
    hasChanged = true;
    wake();
  });
  try {
    for (;;) {
      hasChanged = false;
      const found = await fact();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > deadline) throw new Error(`never came true: ${what ?? String(fact)}`);
      if (hasChanged) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_AGAIN_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    unsubscribe?.();
  }
}

/** Whether `work` ends by then. For what would otherwise end too, but only after a longer wait. */
export async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const isOver = work.then(() => true);
  return Promise.race([isOver, isLate]).finally(() => clearTimeout(timer));
}
