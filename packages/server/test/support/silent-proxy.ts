import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { until } from "./until.ts";

/** The statement as it goes over the wire. */
const COMMIT = "commit\0";

/** A way to the database that can fall silent: nothing arrives any more, and neither end hears of it. */
export interface SilentProxy {
  readonly databaseUrl: string;
  /** All connections fall silent for good, and so do new ones until `mend`. */
  fallSilent(): void;
  /** The same at the next commit: `before` it reaches the database, or `after` it did and in place of the answer. */
  fallSilentAtCommit(when: "before" | "after"): void;
  /** Waits until it has fallen silent. */
  silence(): Promise<void>;
  /** New connections get through again. */
  mend(): void;
}

interface Way {
  readonly ends: readonly [Socket, Socket];
  isSilent: boolean;
}

export async function startSilentProxy(databaseUrl: string): Promise<SilentProxy> {
  const url = new URL(databaseUrl);
  const socketPath = `${url.searchParams.get("host") ?? ""}/.s.PGSQL.${url.port || "5432"}`;
  const ways = new Set<Way>();
  let isSilent = false;
  let atCommit: "before" | "after" | undefined;
  const fallSilent = (): void => {
    isSilent = true;
    for (const way of ways) way.isSilent = true;
  };
  // Half open: a goodbye stays without an answer, too.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const database = connect(socketPath);
    const way: Way = { ends: [client, database], isSilent };
    ways.add(way);
    client.on("data", (data) => {
      if (way.isSilent) return;
      const when = data.includes(COMMIT) ? atCommit : undefined;
      if (when !== "before") database.write(data);
      if (when === undefined) return;
      atCommit = undefined;
      fallSilent();
    });
    database.on("data", (data) => {
      if (!way.isSilent) client.write(data);
    });
    for (const [end, other] of [
      [client, database],
      [database, client],
    ] as const) {
      end.on("error", () => undefined);
      end.on("end", () => {
        if (!way.isSilent) other.end();
      });
      end.on("close", () => {
        // A network that is gone tells neither end that the other one left.
        if (!way.isSilent) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const { ends } of ways) for (const end of ends) end.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    databaseUrl: `postgres://${url.username}@127.0.0.1:${String(port)}${url.pathname}`,
    fallSilent,
    fallSilentAtCommit(when) {
      atCommit = when;
    },
    async silence() {
      await until(() => isSilent);
    },
    mend() {
      isSilent = false;
    },
  };
}
