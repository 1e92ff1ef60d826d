import type { FeedMessage } from "@landbridge/api";
import { expect, onTestFinished, test, vi } from "vitest";
import { createFeed } from "./feed.ts";
import type { FeedEvents } from "./feed.ts";

interface OpenedStream extends FeedEvents {
  isClosed: boolean;
}

/** A feed whose streams the test drives by hand; bundles and retries take no time. */
function feedUnderTest(): {
  streams: OpenedStream[];
  received: FeedMessage[][];
  gaps: number[];
  feed: ReturnType<typeof createFeed>;
  stop: () => void;
} {
  const streams: OpenedStream[] = [];
  const received: FeedMessage[][] = [];
  const gaps: number[] = [];
  const open = (events: FeedEvents): { close: () => void } => {
    const stream: OpenedStream = { ...events, isClosed: false };
    streams.push(stream);
    return {
      close: () => {
        stream.isClosed = true;
      },
    };
  };
  const feed = createFeed({
    open,
    onMessages: (messages) => received.push([...messages]),
    onGap: async () => {
      gaps.push(streams.length);
    },
    bundleMs: 0,
    retryMs: 1,
  });
  return { streams, received, gaps, feed, stop: feed.start() };
}

test("messages that come together are handed on together, unreadable ones not at all", async () => {
  const { streams, received, stop } = feedUnderTest();
  streams[0]?.onOpen();
  streams[0]?.onMessage('{"type":"hello","revision":3}');
  streams[0]?.onMessage("not json");
  streams[0]?.onMessage('{"type":"reset","revision":4}');
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]?.map(({ type }) => type)).toEqual(["hello", "reset"]);
  stop();
});

test("after a break it says so, connects again, catches up and is live", async () => {
  const { streams, gaps, feed, stop } = feedUnderTest();
  const states: string[] = [];
  feed.subscribe(() => states.push(feed.state().kind));
  streams[0]?.onOpen();
  streams[0]?.onBreak();
  expect(streams[0]?.isClosed).toBe(true);
  await vi.waitFor(() => expect(streams).toHaveLength(2));
  streams[1]?.onOpen();
  await vi.waitFor(() => expect(feed.state().kind).toBe("live"));
  expect(states).toEqual(["live", "offline", "catching-up", "live"]);
  expect(gaps).toEqual([2]);
  stop();
});

test("offline keeps the time of the first failure through further ones", async () => {
  const { streams, feed, stop } = feedUnderTest();
  streams[0]?.onBreak();
  const first = feed.state();
  await vi.waitFor(() => expect(streams).toHaveLength(2));
  streams[1]?.onBreak();
  expect(feed.state()).toBe(first);
  stop();
});

test("once stopped it opens nothing any more", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { streams, stop } = feedUnderTest();
  streams[0]?.onBreak();
  stop();
  vi.runAllTimers();
  expect(streams).toHaveLength(1);
});
