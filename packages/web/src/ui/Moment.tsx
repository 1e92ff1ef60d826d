import type { ReactElement } from "react";
import { useNow } from "./clock.ts";
import { formatDuration, formatRelative, formatStopwatch } from "./durations.ts";

interface MomentProps {
  readonly at: string;
}

/** A point in time: relative, with the exact one on hover. */
export function Moment({ at }: MomentProps): ReactElement {
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={at} title={exact(date)} className="nowrap">
      {formatRelative(date, now)}
    </time>
  );
}

interface DurationProps {
  readonly from: string;
  /** Left out while it is still going on. */
  readonly to?: string | undefined;
}

export function Duration({ from, to }: DurationProps): ReactElement {
  return to === undefined ? <RunningDuration from={from} /> : <Words from={from} to={new Date(to)} />;
}

/** How long something has been going on, in little room. */
export function Stopwatch({ from }: { readonly from: string }): ReactElement {
  const now = useNow();
  return <>{formatStopwatch(now.getTime() - new Date(from).getTime())}</>;
}

function RunningDuration({ from }: { readonly from: string }): ReactElement {
  const now = useNow();
  // Tenths that jump once a second say nothing.
  const elapsed = Math.floor((now.getTime() - new Date(from).getTime()) / 1_000) * 1_000;
  return <Words from={from} to={new Date(new Date(from).getTime() + elapsed)} />;
}

function Words({ from, to }: { readonly from: string; readonly to: Date }): ReactElement {
  const start = new Date(from);
  const ms = to.getTime() - start.getTime();
  return (
    <time dateTime={`PT${Math.max(0, ms / 1_000)}S`} title={`from ${exact(start)}`} className="nowrap">
      {formatDuration(ms)}
    </time>
  );
}

function exact(date: Date): string {
  return date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" });
}
