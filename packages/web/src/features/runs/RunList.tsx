import type { RunSummaryView } from "@landbridge/api";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";
import type { ReactElement } from "react";
import { PHONE, useMedia } from "../../ui/media.ts";
import { RunRow } from "./RunRow.tsx";

interface RunListProps {
  readonly runs: readonly RunSummaryView[];
  /** What the list is scrolled in. */
  readonly scroller: HTMLDivElement | null;
  /** Few rows are left below those in sight. */
  readonly onNearEnd: () => void;
}

/** A list of runs of any length: only the rows in sight exist. */
export function RunList({ runs, scroller, onNearEnd }: RunListProps): ReactElement | null {
  const isPhone = useMedia(PHONE);
  // Its functions are called in this drawing only.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller,
    estimateSize: () => (isPhone ? 64 : 36),
    overscan: 12,
    getItemKey: (at) => runs[at]?.id ?? at,
  });
  const items = virtual.getVirtualItems();
  const isNearEnd = (items.at(-1)?.index ?? 0) >= runs.length - 10;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  if (runs.length === 0) return null;
  return (
    <div className="card run-list" style={{ height: virtual.getTotalSize() + 2 }}>
      {items.map((item) => {
        const run = runs[item.index];
        return (
          run && (
            <div
              key={item.key}
              className="run-list-row"
              style={{ transform: `translateY(${item.start}px)`, height: item.size }}
            >
              <RunRow run={run} isJobShown />
            </div>
          )
        );
      })}
    </div>
  );
}
