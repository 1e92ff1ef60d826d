import { RUN_STATUSES } from "@landbridge/core";
import { useCallback, useMemo, useState } from "react";
import type { ReactElement } from "react";
import { useSearchParams } from "wouter";
import { useRuns } from "../../api/queries.ts";
import { Unread } from "../../ui/Note.tsx";
import { lookOf } from "../../ui/status.ts";
import { useTitle } from "../../ui/page-title.ts";
import { RunList } from "./RunList.tsx";

/** All runs of the workspace, newest first. */
export function RunsPage(): ReactElement {
  useTitle("Runs");
  const [params, setParams] = useSearchParams();
  const status = params.get("status") ?? undefined;
  const runs = useRuns(status);
  const list = useMemo(() => runs.data?.pages.flat() ?? [], [runs.data]);
  // As state: the list has to hear of it, since it is drawn before the element around it is there.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = runs;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className="page page-list" ref={setScroller}>
      <header className="page-head">
        <h1>Runs</h1>
        <StatusFilter status={status} onChange={(next) => setParams(next === "" ? {} : { status: next })} />
      </header>
      <Unread what="the runs" query={runs} />
      {runs.data && list.length === 0 && (
        <p className="card card-body muted">
          {status === undefined
            ? "Nothing has run yet. Run a job from the graph."
            : "No run has this status."}
        </p>
      )}
      <RunList runs={list} scroller={scroller} onNearEnd={readMore} />
    </div>
  );
}

interface StatusFilterProps {
  readonly status: string | undefined;
  /** Empty for every status. */
  readonly onChange: (status: string) => void;
}

function StatusFilter({ status, onChange }: StatusFilterProps): ReactElement {
  return (
    <label className="page-head-end">
      <span className="unseen">Status</span>
      <select className="select" value={status ?? ""} onChange={(event) => onChange(event.target.value)}>
        <option value="">Every status</option>
        {RUN_STATUSES.map((name) => (
          <option key={name} value={name}>
            {lookOf(name).word}
          </option>
        ))}
      </select>
    </label>
  );
}
