import type { ReactElement } from "react";
import { useFeedState } from "../../api/feed-connection.tsx";
import type { FeedState } from "../../api/feed.ts";
import { useNow } from "../../ui/clock.ts";
import { formatDuration } from "../../ui/durations.ts";

/** Whether what is shown is what is. */
export function FeedLight(): ReactElement {
  const state = useFeedState();
  return (
    <span className="feed-light" data-state={state.kind} role="status" title={HELP[state.kind]}>
      <span className="feed-dot" />
      <span className="feed-words">
        {state.kind === "offline" ? <OfflineWords since={state.since} /> : WORDS[state.kind]}
      </span>
    </span>
  );
}

const WORDS: Readonly<Record<Exclude<FeedState["kind"], "offline">, string>> = {
  live: "live",
  "catching-up": "catching up",
};

const HELP: Readonly<Record<FeedState["kind"], string>> = {
  live: "Changes appear as they happen.",
  "catching-up": "The connection is back; what changed meanwhile is being read.",
  offline: "The server can't be reached. What is shown is from before; the page tries again by itself.",
};

function OfflineWords({ since }: { readonly since: Date }): ReactElement {
  const now = useNow();
  return (
    <>
      offline for {formatDuration(Math.floor(Math.max(0, now.getTime() - since.getTime()) / 1_000) * 1_000)}
    </>
  );
}
