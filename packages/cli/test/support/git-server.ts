import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface GitServer {
  /** http://127.0.0.1:PORT/app.git */
  readonly url: string;
  /** Commits files to `main` and pushes; answers the commit. */
  push(files: Readonly<Record<string, string>>, message: string): string;
}

/** A repository of this test's own, served by git itself over HTTP, gone after the test. */
export async function startGitServer(): Promise<GitServer> {
  const directory = mkdtempSync(join(tmpdir(), "landbridge-git-test-"));
  const bare = join(directory, "served", "app.git");
  const work = join(directory, "work");
  const git = (cwd: string, ...args: string[]): string =>
    execFileSync("git", args, { cwd, env: gitEnvironment(directory), encoding: "utf8" }).trim();
  mkdirSync(bare, { recursive: true });
  git(bare, "init", "--quiet", "--bare", "--initial-branch=main");
  mkdirSync(work);
  git(work, "init", "--quiet", "--initial-branch=main");
  const server = createServer((request, response) => serve(join(directory, "served"), request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    rmSync(directory, { recursive: true, force: true });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/app.git`,
    push(files, message) {
      for (const [path, text] of Object.entries(files))
        writeFileSync(join(work, path), text, { mode: 0o755 });
      git(work, "add", "--all");
      git(work, "commit", "--quiet", "--message", message);
      git(work, "push", "--quiet", bare, "main");
      return git(work, "rev-parse", "HEAD");
    },
  };
}

/** One request by the CGI rules, as a web server in front of `git http-backend` does it. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "/", "http://git");
  const backend = spawn("git", ["http-backend"], {
    env: {
      ...gitEnvironment(root),
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  // A body of known length without Content-Length would be read to the end of the pipe: the same here.
  backend.stdin.on("error", () => undefined);
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  let isHeadSent = false;
  backend.stdout.on("data", (chunk: Buffer) => {
    if (isHeadSent) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    isHeadSent = true;
    sendHead(response, head.toString("latin1", 0, end));
    response.write(head.subarray(end + 4));
  });
  backend.stdout.on("end", () => response.end());
}

function sendHead(response: ServerResponse, head: string): void {
  for (const line of head.split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+): *(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
    else if (name !== "") response.setHeader(name, value);
  }
}

/** Git without the settings of whoever runs the tests. */
function gitEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "safe.directory",
    GIT_CONFIG_VALUE_0: "*",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
  };
}
