import { AppError } from "@landbridge/core";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { EngineEvent } from "./engine-event.ts";
import { createEventQueue } from "./event-queue.ts";
import type { EventQueue } from "./event-queue.ts";

const AWAY = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });

/** What the database does with the next batches, in words; "done" after that. */
type Act = "done" | "away" | "broken" | "in-doubt";
/** What it says of a commit in doubt when it is asked; the last one again and again. */
type Look = "saved" | "not-saved" | "away" | "unreadable";

interface Story {
  readonly queue: EventQueue;
  /** Jobs of each batch that the database was given. */
  readonly batches: readonly (readonly string[])[];
  readonly looks: () => number;
}

function tell(acts: readonly Act[], looks: readonly Look[] = [], unknownAfterMs = 60_000): Story {
  const batches: string[][] = [];
  let looked = 0;
  const queue = createEventQueue({
    log: pino({ level: "silent" }),
    retryMs: 1,
    unknownAfterMs,
    async commit(events) {
      const act = acts[batches.length] ?? "done";
      batches.push(events.map((event) => ("job" in event ? event.job : event.type)));
      if (act === "away") throw AWAY;
      if (act === "broken") throw new Error("broken");
      const answers = events.map(() => ({ outcome: { type: "done" } as const }));
      return act === "done"
        ? { isKnown: true, answers }
        : { isKnown: false, answers, mark: "m", cause: AWAY };
    },
    async wasCommitted() {
      const look = looks[Math.min(looked, looks.length - 1)];
      looked += 1;
      if (look === "away") throw AWAY;
      if (look === "unreadable") throw new Error("no such table");
      return look === "saved";
    },
  });
  return { queue, batches, looks: () => looked };
}

const pause = (job: string): EngineEvent => ({ type: "pause-asked", job, isPaused: true, by: "alice" });

/** What became of it, in a word: "done", or the refusal's code. */
async function wordOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

test.each<[string, Act, readonly Look[], string, string, number]>([
  // what the database does, what it says then; what a user hears, what becomes of a report, batches
  ["takes them", "done", [], "done", "done", 1],
  ["is away", "away", [], "STORE_UNAVAILABLE", "done", 2],
  ["took them and answered nothing", "in-doubt", ["saved"], "done", "done", 1],
  ["took them and is away for a while", "in-doubt", ["away", "away", "saved"], "done", "done", 1],
  ["did not take them", "in-doubt", ["not-saved"], "STORE_UNAVAILABLE", "done", 2],
  [
    "did not take them and is away for a while",
    "in-doubt",
    ["away", "not-saved"],
    "STORE_UNAVAILABLE",
    "done",
    2,
  ],
  ["can't be asked", "in-doubt", ["unreadable"], "OUTCOME_UNKNOWN", "OUTCOME_UNKNOWN", 1],
])("when the database %s", async (_, act, looks, user, report, count) => {
  const { queue, batches } = tell(["done", act], looks);
  // While the first is under way the others gather.
  const first = wordOf(queue.submit(pause("first")));
  const asked = [queue.submit(pause("user")), queue.submit(pause("report"), { isDurable: true })].map(wordOf);
  expect(await first).toBe("done");
  expect(await Promise.all(asked)).toEqual([user, report]);
  expect(batches[1]).toEqual(["user", "report"]);
  expect(batches.slice(2)).toEqual(count === 2 ? [["report"]] : []);
  await queue.close();
});

test("one event that breaks its batch is refused alone; none is tried a third time", async () => {
  const { queue, batches } = tell(["done", "broken", "done", "broken", "done"]);
  const first = wordOf(queue.submit(pause("first")));
  const asked = ["a", "b", "c"].map((job) => wordOf(queue.submit(pause(job))));
  expect(await first).toBe("done");
  expect(await Promise.all(asked)).toEqual(["done", "Error: broken", "done"]);
  expect(batches).toEqual([["first"], ["a", "b", "c"], ["a"], ["b"], ["c"]]);
});

test("when nobody can tell, users hear so after a while, and a report waits for the truth", async () => {
  const looks: Look[] = ["away"];
  const { queue, batches } = tell(["done", "in-doubt"], looks, 1);
  const first = wordOf(queue.submit(pause("first")));
  const user = wordOf(queue.submit(pause("user")));
  const report = wordOf(queue.submit(pause("report"), { isDurable: true }));
  expect(await first).toBe("done");
  expect(await user).toBe("OUTCOME_UNKNOWN");
  expect(await wordOf(queue.submit(pause("later")))).toBe("STORE_UNAVAILABLE");
  looks.push("saved");
  expect(await report).toBe("done");
  expect(batches).toEqual([["first"], ["user", "report"]]);
});

test("closing does not wait for a database that is away: nobody is told what nobody knows", async () => {
  const { queue, looks, batches } = tell(["in-doubt"], ["away"]);
  const report = wordOf(queue.submit(pause("report"), { isDurable: true }));
  await queue.close();
  expect(await report).toBe("OUTCOME_UNKNOWN");
  expect(looks()).toBeGreaterThan(0);
  expect(batches).toEqual([["report"]]);
  expect(await wordOf(queue.submit(pause("late")))).toBe("STORE_UNAVAILABLE");
});

test("what deletes for good shares its transaction with nothing, before or after it", async () => {
  const { queue, batches } = tell([]);
  const deletion: EngineEvent = { type: "deletion-asked", kind: "job", name: "b", by: "alice" };
  const events = [pause("first"), pause("a"), deletion, deletion, pause("c"), pause("d")];
  await Promise.all(events.map((event) => queue.submit(event)));
  expect(batches).toEqual([["first"], ["a"], ["deletion-asked"], ["deletion-asked"], ["c", "d"]]);
});
