import { setFlagsFromString } from "node:v8";

/**
 * Every program is started by a copy of the agent's process, which costs by its size. By default the young part
 * of the heap may grow to 32 MB, and the old one double before it is cleaned; an agent needs next to nothing.
 * The earlier this is said, the less has grown.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
}
