import { useVirtualizer } from "@tanstack/react-virtual";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useMemo, useState } from "react";
import type { RefObject } from "react";
import type { LogBuffer } from "./log-buffer.ts";
import { groupOf, logRows } from "./log-rows.ts";
import type { LogRows } from "./log-rows.ts";

const LINE_HEIGHT = 19;

export interface LogLines {
  readonly rows: LogRows;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  readonly folded: ReadonlySet<number>;
  /** Lines that name a command. */
  readonly commands: ReadonlySet<number>;
  readonly toggleFold: (line: number) => void;
  /** Brings a line into the middle; unfolds the command that hides it. */
  readonly show: (line: number) => void;
  readonly showEnd: () => void;
}

/** Which lines there are to see: folded away or not, and where they are scrolled to. */
export function useLogLines(buffer: LogBuffer, scroller: RefObject<HTMLDivElement | null>): LogLines {
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const lineCount = buffer.lineCount();
  const groups = buffer.groups();
  const rows = useMemo(() => logRows(lineCount, groups, folded), [lineCount, groups, folded]);
  const commands = useMemo(() => new Set(groups.map(({ line }) => line)), [groups]);
  // Its functions are called in this drawing, or later from events; nobody keeps them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 24,
  });
  const show = (line: number): void => {
    const group = groupOf(buffer.groups(), line);
    const isHidden = group !== undefined && group.line !== line && folded.has(group.line);
    const open = isHidden ? without(folded, group.line) : folded;
    if (isHidden) setFolded(open);
    const row = logRows(buffer.lineCount(), buffer.groups(), open).rowOf(line);
    // The row may exist only after the next drawing.
    requestAnimationFrame(() => virtual.scrollToIndex(row, { align: "center" }));
  };
  return {
    rows,
    virtual,
    folded,
    commands,
    toggleFold: (line) => setFolded(folded.has(line) ? without(folded, line) : new Set([...folded, line])),
    show,
    showEnd: () => virtual.scrollToIndex(rows.count - 1, { align: "end" }),
  };
}

function without(lines: ReadonlySet<number>, line: number): ReadonlySet<number> {
  return new Set([...lines].filter((other) => other !== line));
}
