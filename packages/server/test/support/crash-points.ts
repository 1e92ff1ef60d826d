// Part of a server process that tests kill: stands before, in and after everything that it makes durable or tells.
import promises from "node:fs/promises";
import { ServerResponse } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { WebSocket } from "ws";

export type Moment = "before" | "while" | "after";

/** A durable write or a message, the nth of its name since the watch began. */
export interface CrashPoint {
  readonly name: string;
  readonly nth: number;
  readonly moment: Moment;
}

let watched: { readonly crashAt: CrashPoint | undefined; readonly names: string[] } | undefined;

/** Begins to watch; at `crashAt` the process ends by SIGKILL. */
export function watch(crashAt: CrashPoint | undefined): void {
  watched = { crashAt, names: [] };
}

/** What was reached since the watch began, in order. */
export function reached(): readonly string[] {
  return watched?.names ?? [];
}

interface Passing {
  /** It was handed over to the system, and nobody has answered. */
  isUnderWay(): void;
  isDone(): void;
}

const UNWATCHED: Passing = { isUnderWay: () => undefined, isDone: () => undefined };

function pass(name: string): Passing {
  if (!watched) return UNWATCHED;
  const { crashAt, names } = watched;
  const nth = names.push(name) && names.filter((other) => other === name).length;
  const crashIf = (moment: Moment): void => {
    if (crashAt?.name === name && crashAt.nth === nth && crashAt.moment === moment)
      process.kill(process.pid, "SIGKILL");
  };
  crashIf("before");
  return { isUnderWay: () => crashIf("while"), isDone: () => crashIf("after") };
}

async function passing<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const { isUnderWay, isDone } = pass(name);
  const done = work();
  isUnderWay();
  const result = await done;
  isDone();
  return result;
}

const inWriting = new WeakSet<object>();

/** The statement's name if it writes something that others rely on. */
function nameOfStatement(client: object, text: string): string | undefined {
  // Presence is told again, and the queue's own bookkeeping is another's work.
  if (/graphile_worker|_private_|greatest\(last_seen_at/.test(text)) return undefined;
  if (text === "begin" || text === "rollback") inWriting.delete(client);
  if (text === "commit") return inWriting.delete(client) ? "commit" : undefined;
  const name = text.includes("for update")
    ? "lock"
    : text.includes("update workspaces set revision")
      ? "save"
      : /\b(insert into|update|delete from)\s+"?\w+/i.exec(text)?.[0]?.replace(/["\s]+/g, " ");
  if (name !== undefined) inWriting.add(client);
  return name;
}

function textOf(query: unknown): string {
  return typeof query === "object" && query !== null && "text" in query ? String(query.text) : String(query);
}

/** Replaces a method by one that gets the old one, bound. */
function wrap(
  owner: object,
  method: string,
  around: (
    original: (...args: readonly unknown[]) => unknown,
    args: readonly unknown[],
    self: object,
  ) => unknown,
): void {
  const original: unknown = Reflect.get(owner, method);
  if (typeof original !== "function") throw new Error(`${method} is no method`);
  const wrapped = function (this: object, ...args: readonly unknown[]): unknown {
    return around((...given) => Reflect.apply(original, this, given) as unknown, args, this);
  };
  Object.assign(owner, { [method]: wrapped });
}

function watchStatements(): void {
  wrap(Client.prototype, "query", (query, args, client) => {
    const name = nameOfStatement(client, textOf(args[0]));
    const answer = args.at(-1);
    if (name === undefined) return query(...args);
    if (typeof answer !== "function") return passing(name, async () => query(...args));
    const { isUnderWay, isDone } = pass(name);
    const result = query(...args.slice(0, -1), (...answered: readonly unknown[]) => {
      isDone();
      Reflect.apply(answer, undefined, answered);
    });
    isUnderWay();
    return result;
  });
}

function kindOfPath(path: unknown): string | undefined {
  return /\/(log|file)s\//.exec(String(path))?.[1];
}

async function watchFiles(): Promise<void> {
  for (const [method, does] of [
    ["mkdir", "make the directory of a"],
    ["writeFile", "write a"],
    ["rename", "rename a"],
  ] as const) {
    wrap(promises, method, (work, args) => {
      const kind = kindOfPath(args[0]);
      return kind === undefined ? work(...args) : passing(`${does} ${kind}`, async () => work(...args));
    });
  }
  wrap(promises, "open", (open, args) => {
    const isMade = kindOfPath(args[0]) === "log" && typeof args[1] === "number";
    return isMade ? passing("make a log", async () => open(...args)) : open(...args);
  });
  syncBuiltinESMExports();
  const handle = await promises.open(fileURLToPath(import.meta.url));
  await handle.close();
  wrap(Object.getPrototypeOf(handle) as object, "write", (write, args) =>
    passing("write to a log", async () => write(...args)),
  );
}

function watchMessages(): void {
  wrap(WebSocket.prototype, "send", (send, args) => {
    const type = /^\{"type":"([\w-]+)"/.exec(String(args[0]))?.[1];
    const { isDone } = pass(`tell ${type ?? "something"}`);
    send(...args);
    isDone();
  });
  wrap(ServerResponse.prototype, "end", (end, args) => {
    const { isDone } = pass("answer");
    const result = end(...args);
    isDone();
    return result;
  });
}

watchStatements();
await watchFiles();
watchMessages();
