import { expect, test } from "vitest";
import { KEPT_STORIES } from "./kept-stories.ts";
import { simulateFor, tell } from "./simulate.ts";
import { drawStory, play } from "./story.ts";

/** The same stories everywhere, however fast the machine is: a minute of them where it is at rest. */
const STORIES = 500;
const SEED = Number(process.env["LANDBRIDGE_SIMULATION_SEED"] ?? 20_260_101);

/** Promises about what never happened would be held for nothing. */
const HAPPENED = [
  "run-finished",
  "run-lost",
  "sync",
  "voted",
  "replay-asked",
  "fault: answer lost",
  "tick",
  "tick without a version",
  "missed instants",
  "downtime",
  "webhook-posted",
  "build-told",
  "told again",
  "made by external",
  "look at what is known",
  "inputs given",
  "answers given",
  "refused INPUTS_INVALID",
  "pin by name",
  "deleted for good",
  "refused STILL_NAMED",
  "every that passed",
  "retried after it was lost",
  "ended gate-expired",
  "ended timed-out",
  "ended superseded",
  "ended version-quarantined",
  "ended at its own timeout",
  "removeSource",
  "restoreSource",
  "moved",
  "adopted",
  "passed and taken",
  "mend-asked",
  "limits-set",
  "run that a plan told",
];

test.each(Object.entries(KEPT_STORIES))(
  "story %s: no longer %s",
  async (seed) => {
    const { breach } = await tell(drawStory(seed), { isReplayed: true });
    expect(breach?.message).toBeUndefined();
  },
  60_000,
);

test("the same story goes the same way twice", async () => {
  const story = drawStory("twice");
  const [one, other] = [await play(story), await play(story)];
  expect(one.breach?.message).toBeUndefined();
  expect(one.world.log.map(({ rows }) => rows)).toEqual(other.world.log.map(({ rows }) => rows));
}, 60_000);

test("whatever happens to whatever workflow, the scheduler keeps its promises", async () => {
  const { failed, events, counts } = await simulateFor(Infinity, {
    most: STORIES,
    seed: SEED,
    clock: () => performance.now(),
  });
  expect(
    failed && `story ${failed.story.seed}, act ${String(failed.act)}: ${failed.breach.message}`,
  ).toBeUndefined();
  expect(events).toBeGreaterThan(100_000);
  for (const what of HAPPENED) expect(counts.get(what), what).toBeGreaterThan(0);
}, 600_000);
