import { deadlineOf } from "../deadlines.ts";
import type { Engine } from "../engine.ts";

/** Ends what waited or worked longer than it may; any server may do it. */
export function createDeadlineWatch({
  engine,
  now,
}: {
  readonly engine: Pick<Engine, "current" | "submit">;
  readonly now: () => Date;
}): () => Promise<void> {
  return async () => {
    const { runs } = await engine.current();
    const at = now().getTime();
    if ([...runs.values()].some((run) => deadlineOf(run) <= at)) await engine.submit({ type: "deadline" });
  };
}
