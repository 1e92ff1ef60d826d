import { RUN_STATUSES } from "@landbridge/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { ReactElement } from "react";
import { useSearchParams } from "wouter";
import { useRuns } from "../../api/queries.ts";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { PHONE, useMedia } from "../../ui/media.ts";
import { lookOf } from "../../ui/status.ts";
import { useTitle } from "../../ui/page-title.ts";
import { RunRow } from "./RunRow.tsx";

/** All runs of the workspace, newest first; only the rows in sight exist. */
export function RunsPage(): ReactElement {
  useTitle("Runs");
  const [params, setParams] = useSearchParams();
  const status = params.get("status") ?? undefined;
  const runs = useRuns(status);
  const list = useMemo(() => runs.data?.pages.flat() ?? [], [runs.data]);
  const isPhone = useMedia(PHONE);
  const scroller = useRef<HTMLDivElement>(null);
  // Its functions are called in this drawing only.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isPhone ? 64 : 36),
    overscan: 12,
    getItemKey: (at) => list[at]?.id ?? at,
  });
  const items = virtual.getVirtualItems();
  const isNearEnd = (items.at(-1)?.index ?? 0) >= list.length - 10;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = runs;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className="page page-list" ref={scroller}>
      <header className="page-head">
        <h1>Runs</h1>
        <label className="page-head-end">
          <span className="unseen">Status</span>
          <select
            className="select"
            value={status ?? ""}
            onChange={(event) => setParams(event.target.value === "" ? {} : { status: event.target.value })}
          >
            <option value="">Every status</option>
            {RUN_STATUSES.map((name) => (
              <option key={name} value={name}>
                {lookOf(name).word}
              </option>
            ))}
          </select>
        </label>
      </header>
      {runs.error && !runs.data && (
        <ErrorNote error={runs.error} what="The runs could not be read" onRetry={() => void runs.refetch()} />
      )}
      {runs.isPending && <Patience>Reading the runs…</Patience>}
      {runs.data && list.length === 0 && (
        <p className="card card-body muted">
          {status === undefined
            ? "Nothing has run yet. Run a job from the graph."
            : "No run has this status."}
        </p>
      )}
      {list.length > 0 && (
        <div className="card run-list" style={{ height: virtual.getTotalSize() + 2 }}>
          {items.map((item) => {
            const run = list[item.index];
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
      )}
    </div>
  );
}
