import type { LogChunk } from "@landbridge/api";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLogStream } from "./log-stream.ts";
import type { LogStream } from "./log-stream.ts";

const directory = mkdtempSync(join(tmpdir(), "landbridge-stream-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A log whose server is away until `connect`; gives all that the server then gets. */
function logWithoutServer(options: { readonly spoolPath: string; readonly limitBytes: number }) {
  const chunks: LogChunk[] = [];
  let isConnected = false;
  const stream: LogStream = createLogStream({
    ...options,
    runId: "run",
    leaseToken: "token",
    index: 0,
    patterns: () => [],
    wire: {
      canSend: () => isConnected,
      isConnected: () => isConnected,
      sendLog: (chunk) => void chunks.push(chunk),
    },
    onPressure: () => {},
    onSent: () => {},
  });
  return {
    stream,
    connect() {
      isConnected = true;
      stream.flush();
      return Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();
    },
  };
}

const BLOCK = "x".repeat(100_000);

test.each([
  ["at its limit", join(directory, "limited"), 150_000, 150_000, "it reached 150000 bytes"],
  ["on a full disk", "/dev/full", 10_000_000, 300_000, "the agent's disk takes no more"],
])("a log that ends %s says so, and nothing before that is lost", (_, spoolPath, limitBytes, kept, why) => {
  if (spoolPath === "/dev/full" && !existsSync(spoolPath)) return;
  const { stream, connect } = logWithoutServer({ spoolPath, limitBytes });
  for (let count = 0; count < 5; count += 1) stream.write(Buffer.from(BLOCK));
  stream.finish();
  expect(connect()).toBe(
    `${BLOCK.repeat(5).slice(0, kept)}\n[The log ends here: ${why}. The step goes on.]\n`,
  );
  stream.close();
});
