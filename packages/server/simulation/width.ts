/**
 * A seed is all that is kept of a story, so that what is drawn by it must stay. New kinds are drawn for wider stories
 * alone, and by themselves: a story whose seed does not say that it is wide goes as it always went.
 */
export const WIDTHS = ["narrow", "wide", "whole", "dense"] as const;
export type Width = (typeof WIDTHS)[number];

/** It has more than the first stories had: schedules, webhooks, builds of other servers, inputs. */
export function isWide(seed: string): boolean {
  return seed.startsWith("wide-") || isWhole(seed);
}

/** It has several sources and time limits besides, and agents that mind them. */
export function isWhole(seed: string): boolean {
  return seed.startsWith("whole-") || isDense(seed);
}

/** Most of its inputs take what has passed other jobs, or every version. */
export function isDense(seed: string): boolean {
  return seed.startsWith("dense-");
}

export function seedOf(width: Width, seed: string): string {
  return width === "narrow" ? seed : `${width}-${seed}`;
}
