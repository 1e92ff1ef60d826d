import { replayingGivesTheSame } from "./replay.ts";
import { drawStory, play } from "./story.ts";
import type { Story, Told } from "./story.ts";
import { WIDTHS, seedOf } from "./width.ts";

export interface Simulated {
  readonly stories: number;
  readonly events: number;
  readonly milliseconds: number;
  readonly counts: ReadonlyMap<string, number>;
  /** Absent where every promise held. */
  readonly failed?: {
    readonly story: Story;
    readonly told: Told;
    readonly breach: Error;
    readonly act: number;
  };
}

/** One story in this many is told twice, to see whether it goes the same way: of every width. */
const REPLAYED = 5;

/** Plays stories of every width in turn, each with a seed of its own, for so long, so many of them, or to the first breach. */
export async function simulateFor(
  milliseconds: number,
  {
    seed,
    clock,
    most = Infinity,
  }: { readonly seed: number; readonly clock: () => number; readonly most?: number },
): Promise<Simulated> {
  const began = clock();
  const counts = new Map<string, number>();
  let events = 0;
  let stories = 0;
  const totals = () => ({ stories, events, milliseconds: clock() - began, counts });
  while (stories < most && clock() - began < milliseconds) {
    const narrow = `${String(seed)}-${String(stories)}`;
    const width = WIDTHS[stories % WIDTHS.length] ?? "narrow";
    const story = drawStory(seedOf(width, narrow));
    const told = await tell(story, { isReplayed: stories % REPLAYED === 0 });
    stories += 1;
    events += told.world.events;
    for (const [what, count] of told.world.counts) counts.set(what, (counts.get(what) ?? 0) + count);
    if (told.breach) return { ...totals(), failed: { story, told, breach: told.breach, act: told.act } };
  }
  return totals();
}

/** Plays one story, and then its events once more. */
export async function tell(story: Story, { isReplayed }: { readonly isReplayed: boolean }): Promise<Told> {
  const told = await play(story);
  if (told.breach || !isReplayed) return told;
  try {
    await replayingGivesTheSame(told.world);
    return told;
  } catch (error) {
    const breach = error instanceof Error ? error : new Error(String(error));
    return { world: told.world, breach, act: story.acts.length };
  }
}
