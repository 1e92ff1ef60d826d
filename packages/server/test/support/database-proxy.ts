import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

/** The statement as it goes over the wire. */
const COMMIT = "commit\0";

/** A way to the database that a test can break, over which everything goes as it is. */
export interface DatabaseProxy {
  readonly databaseUrl: string;
  /** Breaks all connections and takes no new ones. */
  cut(): void;
  /** How many connections were not taken. */
  refused(): number;
  /** The next commit reaches the database; its connection breaks in place of the answer, or all do as by `cut`. */
  loseNextCommit(options?: { readonly andCut: boolean }): void;
  /** The next commit breaks its connection before it reaches the database. */
  breakBeforeNextCommit(): void;
  /** Takes connections again. */
  mend(): void;
}

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const url = new URL(databaseUrl);
  const socketPath = `${url.searchParams.get("host") ?? ""}/.s.PGSQL.${url.port || "5432"}`;
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  let refused = 0;
  let onCommit: "lose" | "lose-and-cut" | "break" | undefined;
  const cut = (): void => {
    isCut = true;
    for (const pair of pairs) for (const end of pair) end.destroy();
  };
  const server = createServer((client) => {
    if (isCut) {
      refused += 1;
      return void client.destroy();
    }
    const database = connect(socketPath);
    const pair = [client, database] as const;
    pairs.add(pair);
    let lost: typeof onCommit;
    client.on("data", (data) => {
      if (onCommit !== undefined && data.includes(COMMIT)) {
        lost = onCommit;
        onCommit = undefined;
      }
      if (lost === "break") client.destroy();
      else database.write(data);
    });
    database.on("data", (data) => {
      if (lost === "lose-and-cut") cut();
      else if (lost === "lose") client.destroy();
      else client.write(data);
    });
    for (const [end, other] of [pair, [database, client] as const]) {
      end.on("error", () => undefined);
      end.on("close", () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    cut();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    databaseUrl: `postgres://${url.username}@127.0.0.1:${String(port)}${url.pathname}`,
    cut,
    refused: () => refused,
    loseNextCommit(options) {
      onCommit = options?.andCut === true ? "lose-and-cut" : "lose";
    },
    breakBeforeNextCommit() {
      onCommit = "break";
    },
    mend() {
      isCut = false;
    },
  };
}
