import { play } from "./story.ts";
import type { Act, Story, Told } from "./story.ts";

/** A smaller story that ends in the same breach: acts are left out as long as it does and there is time. */
export async function shrink(
  story: Story,
  told: Told,
  { isOver }: { readonly isOver: () => boolean },
): Promise<Story> {
  const promise = promiseOf(told);
  let acts: readonly Act[] = story.acts.slice(0, told.breach ? told.act : story.acts.length);
  for (let size = Math.ceil(acts.length / 2); size >= 1 && !isOver(); size = Math.floor(size / 2)) {
    for (let from = 0; from < acts.length && !isOver();) {
      const fewer = [...acts.slice(0, from), ...acts.slice(from + size)];
      if (promiseOf(await play({ ...story, acts: fewer })) === promise) acts = fewer;
      else from += size;
    }
  }
  return { ...story, acts };
}

function promiseOf({ breach }: Told): string | undefined {
  return breach?.message.split(":", 1)[0];
}
