import type { Output } from "../output.ts";

/** Lines that are drawn over themselves while something goes on. */
export interface LiveLines {
  draw(lines: readonly string[]): void;
  /** Draws for the last time, all of them, and gives the cursor back. */
  finish(lines: readonly string[]): void;
}

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

export function createLiveLines(output: Output): LiveLines {
  let drawn = 0;
  let last = "";
  // A terminal without a cursor is a bad thing to leave behind, however the process ends.
  const showCursor = (): void => output.write(SHOW_CURSOR);
  process.once("exit", showCursor);
  const paint = (lines: readonly string[]): void => {
    const text = lines.map((line) => `${line}\u001b[K\n`).join("");
    if (text === last) return;
    const back = drawn === 0 ? "" : `\u001b[${drawn}A`;
    // One write, so that the terminal never shows half a tree.
    output.write(`${HIDE_CURSOR}${back}\r${text}\u001b[J`);
    drawn = lines.length;
    last = text;
  };
  return {
    draw: (lines) => paint(fitting(lines, output.height - 1)),
    finish(lines) {
      paint(lines);
      process.off("exit", showCursor);
      showCursor();
    },
  };
}

/** What has scrolled off the top of the screen can't be drawn over: the end of the list is what moves. */
function fitting(lines: readonly string[], height: number): readonly string[] {
  if (lines.length <= height) return lines;
  const hidden = lines.length - height + 1;
  return [`… ${hidden} more above`, ...lines.slice(hidden)];
}
