import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactElement, ReactNode } from "react";
import { feedPath } from "./client.ts";
import { createFeedCache } from "./feed-cache.ts";
import { createFeed } from "./feed.ts";
import type { Feed, FeedEvents, FeedState, FeedStream } from "./feed.ts";
import { isOfServer } from "./query-keys.ts";
import { createRefresher } from "./refresher.ts";
import { useWorkspace } from "./workspace.ts";

const CATCHING_UP: FeedState = { kind: "catching-up" };
const FeedContext = createContext<Feed | undefined>(undefined);

/** Keeps what the page shows up to date for as long as it is open. */
export function FeedConnection({ children }: { readonly children: ReactNode }): ReactElement {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const feed = useMemo(() => {
    const refresh = createRefresher({ refresh: (key) => queries.invalidateQueries({ queryKey: key }) });
    const cache = createFeedCache(queries, refresh);
    return createFeed({
      open: (events) => openEventSource(feedPath(workspace), events),
      onMessages: cache.receive,
      onGap: () => queries.invalidateQueries({ predicate: isOfServer }),
    });
  }, [workspace, queries]);
  useEffect(() => feed.start(), [feed]);
  return <FeedContext value={feed}>{children}</FeedContext>;
}

export function useFeedState(): FeedState {
  const feed = use(FeedContext);
  return useSyncExternalStore(feed?.subscribe ?? subscribeToNothing, feed?.state ?? stateBeforeTheFeed);
}

function openEventSource(path: string, { onOpen, onMessage, onBreak }: FeedEvents): FeedStream {
  const source = new EventSource(path);
  source.addEventListener("open", onOpen);
  source.addEventListener("message", ({ data }) => onMessage(String(data)));
  source.addEventListener("error", onBreak);
  return source;
}

function subscribeToNothing(): () => void {
  return () => undefined;
}

function stateBeforeTheFeed(): FeedState {
  return CATCHING_UP;
}
