import type { ApiClient, FeedMessage } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import type { Logger } from "pino";
import type { ServerConfig } from "./config.ts";

/** How a server's database comes to be, when it is not the durable one of the data directory. */
export interface ServerOptions {
  readonly log: Logger;
  /** A throw-away database: copied from a prepared cluster in `cacheDir`, no fsync, gone at the end (`landbridge run`). */
  readonly throwAway?: { readonly cacheDir: string };
  /** Directory of the built web page; absent: the page says that it was not built. */
  readonly webDir?: string;
  readonly onProgress?: (text: string) => void;
}

/** A running server: everything wired together. `cli` uses it in process, people over HTTP. */
export interface Server {
  /** http://host:port */
  readonly url: string;
  readonly workspace: string;
  /** The API as the owner, without the network. */
  readonly client: ApiClient;
  /** Token with which an agent of this machine registers; new at every start. */
  readonly agentToken: string;
  /** A one-time address that signs its user in as the owner. */
  createSignInUrl(): Promise<string>;
  /** A long-lived API token of the owner, for the command line on this machine. */
  createCommandLineToken(): Promise<string>;
  /** Feed messages of the workspace, in order, until the returned function is called. */
  subscribe(listener: (message: FeedMessage) => void): () => void;
  /** Log of a step from `offset`; `isComplete` when nothing can follow. */
  readStepLog(
    step: { readonly job: string; readonly number: number; readonly index: number },
    offset: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly isComplete: boolean }>;
  close(): Promise<void>;
}

export async function createServer(_config: ServerConfig, _options: ServerOptions): Promise<Server> {
  throw new AppError("NOT_BUILT", "The server is being written.");
}
