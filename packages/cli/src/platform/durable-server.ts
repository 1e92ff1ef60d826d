import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceView } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import type { Server } from "@landbridge/server";
import { serverOfKeptAgent } from "./agent-keeper.ts";
import { usage } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { clientOf } from "../connection/connection.ts";
import type { Credential } from "../connection/credentials.ts";
import { findCredential, findLatestServer, saveCredential } from "../connection/credentials.ts";
import { openRequest } from "../connection/http-request.ts";
import { parseCount } from "../words/references.ts";

/** Flags that `up` and `server` share. */
export interface ServerFlags {
  readonly paths: readonly string[];
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly dataDir?: string | undefined;
}

export interface DurableServer {
  readonly server: Server;
  readonly dataDir: string;
  /** Rejected when the server can't go on, e.g. because its database ended. */
  readonly lost: Promise<never>;
}

/** The built page lies beside this package, in the checkout as in an image. */
const WEB_DIR = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** A server on the data directory, with its log in a file there, or on standard error. */
export async function openDurableServer(
  { config, output }: Context,
  flags: ServerFlags,
  { hasLogFile, isQuiet = false }: { readonly hasLogFile: boolean; readonly isQuiet?: boolean },
): Promise<DurableServer> {
  for (const path of flags.paths) {
    if (!existsSync(path)) throw usage(`There is no directory ${path}.`);
  }
  if (flags.port !== undefined) parseCount(flags.port, { flag: "--port", max: 65_535 });
  const [{ createServer, loadServerConfig }, { pino }] = await Promise.all([
    import("@landbridge/server"),
    import("pino"),
  ]);
  const serverConfig = loadServerConfig({
    ...config.environment,
    LANDBRIDGE_DATA_DIR: resolve(flags.dataDir ?? config.dataDir),
    ...(flags.port === undefined ? {} : { LANDBRIDGE_PORT: flags.port }),
    ...(flags.host === undefined ? {} : { LANDBRIDGE_HOST: flags.host }),
  });
  mkdirSync(serverConfig.dataDir, { recursive: true, mode: 0o700 });
  const dest = hasLogFile ? join(serverConfig.dataDir, "server.log") : 2;
  let lose = (_error: Error): void => undefined;
  const lost = new Promise<never>((_, reject) => {
    lose = (cause) =>
      reject(new AppError("STORE_UNAVAILABLE", "The database has ended, and with it the server.", { cause }));
  });
  // Whoever waits for it is told; before that nobody need listen.
  lost.catch(() => undefined);
  const server = await createServer(serverConfig, {
    log: pino({ level: serverConfig.logLevel }, pino.destination({ dest, mkdir: true, sync: true })),
    ...(existsSync(join(WEB_DIR, "index.html")) ? { webDir: WEB_DIR } : {}),
    isQuiet,
    onFatal: (error) => lose(error),
    onProgress: (text) => {
      if (!output.isJson) output.note(output.noteStyle("dim", text));
    },
  }).catch(async (error: unknown) => {
    throw await withPlaceOfOther(error, {
      dataDir: serverConfig.dataDir,
      credentialsFile: config.credentialsFile,
    });
  });
  return { server, dataDir: serverConfig.dataDir, lost };
}

const PROBE_MS = 2_000;

/** A data directory in use: when its server answers, where it is says more than that it is there. */
async function withPlaceOfOther(
  error: unknown,
  { dataDir, credentialsFile }: { readonly dataDir: string; readonly credentialsFile: string },
): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== "DATA_DIR_IN_USE") return error;
  const url = serverOfKeptAgent(join(dataDir, "agent"));
  if (url === undefined || !(await answers(url))) return error;
  const isLatest = findLatestServer(credentialsFile) === new URL(url).origin;
  const link = `npx landbridge login --link${isLatest ? "" : ` --server ${url}`}`;
  const hint = `It is up at ${url}; \`${link}\` prints a sign-in link. ${error.hint ?? ""}`.trimEnd();
  return new AppError(error.code, error.message, { hint, cause: error });
}

async function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_MS);
  return openRequest({ url, origin: "as written down" }, { method: "GET", path: "/", signal }).then(
    (response) => {
      response.destroy();
      return true;
    },
    () => false,
  );
}

/** Adds directories that are not sources yet; those that are, are read again. */
export async function addDirectories(
  server: Server,
  paths: readonly string[],
): Promise<readonly SourceView[]> {
  const views: SourceView[] = [];
  for (const path of paths) {
    const location = resolve(path);
    const sources = await server.client.listSources({ workspace: server.workspace });
    const known = sources.find((source) => source.kind === "directory" && source.location === location);
    views.push(
      known
        ? await server.client.syncSource({ workspace: server.workspace, source: known.name })
        : await server.client.addSource({
            workspace: server.workspace,
            name: freeName(location, new Set(sources.map(({ name }) => name))),
            kind: "directory",
            location,
          }),
    );
  }
  return views;
}

/** Signs the command line of this user in to its own server; what still works is kept. */
export async function signInCommandLine({ config }: Context, server: Server): Promise<void> {
  const { credentialsFile } = config;
  const known = findCredential(credentialsFile, server.url);
  const isKept = known !== undefined && (await isAccepted(server.url, known));
  saveCredential(
    credentialsFile,
    server.url,
    isKept ? known : { token: await server.createCommandLineToken() },
  );
}

async function isAccepted(url: string, credential: Credential): Promise<boolean> {
  const client = clientOf({ url, ...credential, origin: "its own" });
  return client.getMe({}).then(
    () => true,
    () => false,
  );
}

function freeName(location: string, taken: ReadonlySet<string>): string {
  const base = (location.split(/[/\\]/).at(-1) ?? "").replace(/[^A-Za-z0-9_-]/g, "") || "directory";
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}
