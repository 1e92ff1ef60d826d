import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A line to a server on which, from a moment on, what is sent arrives in pieces with pauses between them. */
export interface SlowProxy {
  readonly url: string;
  slowDown(pieces: { readonly bytes: number; readonly everyMs: number }): void;
}

export async function startSlowProxy(serverUrl: string): Promise<SlowProxy> {
  const { hostname, port: serverPort } = new URL(serverUrl);
  const timers = new Set<NodeJS.Timeout>();
  let pieces: { readonly bytes: number; readonly everyMs: number } | undefined;
  const proxy = createServer((client) => {
    const server = connect(Number(serverPort), hostname);
    const waiting: Buffer[] = [];
    const passOn = (everyMs: number, bytes: number): void => {
      const timer = setInterval(() => {
        const all = Buffer.concat(waiting.splice(0));
        server.write(all.subarray(0, bytes));
        if (all.length > bytes) waiting.push(all.subarray(bytes));
      }, everyMs);
      timers.add(timer);
      server.on("close", () => clearInterval(timer));
    };
    let isSlow = false;
    client.on("data", (data) => {
      if (pieces === undefined) return void server.write(data);
      if (!isSlow) passOn(pieces.everyMs, pieces.bytes);
      isSlow = true;
      waiting.push(data);
    });
    server.on("data", (data) => client.write(data));
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const) {
      end.on("error", () => undefined);
      end.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const timer of timers) clearInterval(timer);
    proxy.close();
  });
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    slowDown(given) {
      pieces = given;
    },
  };
}
