import { deadlineOf } from "../deadlines.ts";
import type { Engine } from "../engine.ts";

/** Ends what waited or worked longer than it may, and lets retries start whose pause is over; any server may do it. */
export function createDeadlineWatch({
  engine,
  now,
}: {
  readonly engine: Pick<Engine, "current" | "submit">;
  readonly now: () => Date;
}): () => Promise<void> {
  // A pause that ends is told once: whatever else holds the run then, its end is an event of its own.
  let lookedAt = -Infinity;
  return async () => {
    const { runs } = await engine.current();
    const at = now().getTime();
    const isOver = (moment: number | undefined): boolean =>
      moment !== undefined && lookedAt < moment && moment <= at;
    const isDue = [...runs.values()].some(
      (run) => deadlineOf(run) <= at || (run.status === "queued" && isOver(run.live.notBefore)),
    );
    if (isDue) await engine.submit({ type: "deadline" });
    lookedAt = at;
  };
}
