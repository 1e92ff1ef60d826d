import type { RunSummaryView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { useNow } from "../../ui/clock.ts";
import { formatDuration } from "../../ui/durations.ts";
import { lookOf } from "../../ui/status.ts";
import { runBars } from "./run-bars.ts";
import type { RunBar } from "./run-bars.ts";

interface RunBarsProps {
  readonly runs: readonly RunSummaryView[];
  readonly count: number;
}

/** The last runs at a glance: height is duration, colour and shape are status, each is a link. */
export function RunBars({ runs, count }: RunBarsProps): ReactElement {
  const now = useNow();
  return (
    <ol className="bars" aria-label="Last runs, oldest first">
      {runBars(runs, { count, now }).map((bar) => (
        <li key={bar.run.id}>
          <Link
            href={runPath(bar.run.job, bar.run.number)}
            className="bar"
            data-shape={lookOf(bar.run.status).shape}
            data-status={bar.run.status}
            title={wordsOf(bar)}
            aria-label={wordsOf(bar)}
            style={{
              "--status": `var(--status-${bar.run.status})`,
              "--height": `${Math.round(bar.height * 100)}%`,
            }}
          >
            <span className="bar-fill" />
          </Link>
        </li>
      ))}
    </ol>
  );
}

function wordsOf({ run, durationMs }: RunBar): string {
  const duration = durationMs === undefined ? "" : `, ${formatDuration(durationMs)}`;
  return `#${run.number} ${lookOf(run.status).word}${duration}`;
}
