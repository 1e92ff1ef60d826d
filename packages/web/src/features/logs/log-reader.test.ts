import { expect, test, vi } from "vitest";
import { createLogReader } from "./log-reader.ts";
import type { LogSource } from "./log-reader.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A log that the test writes; `follow` hands out what is added, and breaks when told to. */
function writtenLog(start: string): {
  source: LogSource;
  calls: string[];
  write: (text: string) => void;
  end: () => void;
  cut: () => void;
} {
  let text = start;
  let isEnded = false;
  const calls: string[] = [];
  let live:
    { take: (offset: number, bytes: Uint8Array) => void; finish: (isComplete: boolean) => void } | undefined;
  const source: LogSource = {
    read: async (offset, take) => {
      calls.push(`read ${offset}`);
      take(bytesOf(text).subarray(offset));
      return { isComplete: isEnded };
    },
    follow: (offset, take) => {
      calls.push(`follow ${offset}`);
      return new Promise((resolve) => {
        live = { take, finish: (isComplete) => resolve({ isComplete }) };
      });
    },
  };
  const write = (more: string): void => {
    const offset = bytesOf(text).length;
    text += more;
    live?.take(offset, bytesOf(more));
  };
  const end = (): void => {
    isEnded = true;
    live?.finish(true);
  };
  return { source, calls, write, end, cut: () => live?.finish(false) };
}

test("a finished log is read once and never followed", async () => {
  const log = writtenLog("one\ntwo\n");
  log.end();
  const reader = createLogReader(log.source);
  const stop = reader.start();
  await vi.waitFor(() => expect(reader.state().kind).toBe("complete"));
  expect(reader.buffer.lineCount()).toBe(2);
  expect(log.calls).toEqual(["read 0"]);
  stop();
});

test("a live log is followed from where reading ended, to its end", async () => {
  const log = writtenLog("one\n");
  const reader = createLogReader(log.source);
  const stop = reader.start();
  await vi.waitFor(() => expect(reader.state().kind).toBe("live"));
  log.write("two\n");
  log.end();
  await vi.waitFor(() => expect(reader.state().kind).toBe("complete"));
  expect(reader.buffer.lineCount()).toBe(2);
  expect(log.calls).toEqual(["read 0", "follow 4"]);
  stop();
});

test("after a break it goes on where it was: no line is lost, none comes twice", async () => {
  const log = writtenLog("one\n");
  const reader = createLogReader(log.source, { retryMs: 1 });
  const stop = reader.start();
  await vi.waitFor(() => expect(log.calls).toContain("follow 4"));
  log.cut();
  log.write("written while the line was broken\n");
  await vi.waitFor(() => expect(reader.buffer.lineCount()).toBe(2));
  log.end();
  await vi.waitFor(() => expect(reader.state().kind).toBe("complete"));
  expect(reader.buffer.line(1)).toBe("written while the line was broken");
  stop();
});

test("when nothing can be read it says so after some attempts", async () => {
  const failing: LogSource = {
    read: () => Promise.reject(new TypeError("no network")),
    follow: () => Promise.reject(new TypeError("no network")),
  };
  const reader = createLogReader(failing, { retryMs: 1 });
  const stop = reader.start();
  await vi.waitFor(() => expect(reader.state().kind).toBe("failed"));
  stop();
});
