// `npm run simulate -- --seconds N --seed S [--story SEED]`: plays random stories on the scheduler's own rules, and
// holds each event against what the scheduler promises.
import { parseArgs } from "node:util";
import { shrink } from "./shrink.ts";
import { simulateFor, tell } from "./simulate.ts";
import { drawStory } from "./story.ts";
import type { Story, Told } from "./story.ts";

const SHRINK_MS = 10_000;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    story: { type: "string" },
  },
});

if (values.story === undefined) {
  const seed = Number(values.seed);
  console.log(`seed ${String(seed)}, ${values.seconds} seconds`);
  const cpu = process.cpuUsage();
  const outcome = await simulateFor(Number(values.seconds) * 1000, { seed, clock: () => performance.now() });
  const perSecond = Math.round((outcome.events / outcome.milliseconds) * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const perCpuSecond = Math.round((outcome.events / (user + system)) * 1_000_000);
  for (const [what, count] of [...outcome.counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(count).padStart(9)}  ${what}`);
  console.log(
    `${String(outcome.events)} events in ${String(outcome.stories)} stories, ${String(perSecond)} a second, ${String(perCpuSecond)} a second of processor time`,
  );
  if (outcome.failed) await tellBreach(outcome.failed.story, outcome.failed.told);
} else {
  const story = drawStory(values.story);
  const told = await tell(story, { isReplayed: true });
  if (told.breach) await tellBreach(story, told);
  else console.log(`the story ${values.story} holds, with ${String(told.world.events)} events`);
}

async function tellBreach(story: Story, told: Told): Promise<void> {
  process.exitCode = 1;
  if (!told.breach) return;
  console.log(`\nstory ${story.seed}, act ${String(told.act)}, event ${String(told.world.events)}`);
  console.log(told.breach.stack ?? told.breach.message);
  const until = performance.now() + SHRINK_MS;
  const small = await shrink(story, told, { isOver: () => performance.now() > until });
  const again = await tell(small, { isReplayed: true });
  if (!again.breach) return;
  console.log(
    `\nshrunk to ${String(small.acts.length)} acts and ${String(again.world.events)} events: ${again.breach.message}`,
  );
  for (const { at, events } of again.world.log.slice(-12)) {
    console.log(`${new Date(at).toISOString()} ${JSON.stringify(events).slice(0, 400)}`);
  }
  for (const { definition: job } of again.world.tables.jobs.values()) {
    const steps = job.steps.filter(({ kind }) => kind !== "task").map((step) => JSON.stringify(step));
    const { name, type, dependencyMode, triggerMode, locks, approval, retry, supersede, when } = job;
    const rules = JSON.stringify({ locks, approval, retry, supersede, when });
    console.log(`${name}: ${type} ${dependencyMode} ${triggerMode} ${rules}\n    ${steps.join("\n    ")}`);
  }
}
