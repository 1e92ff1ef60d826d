import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlannedClone, PlannedInput } from "@landbridge/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { inputOf, taskOf } from "./support/plans.ts";

let agent: AgentUnderTest;
let server: Server;
let url: string;
const root = mkdtempSync(join(tmpdir(), "landbridge-git-"));
const work = join(root, "work");
const bare = join(root, "repo.git");
const commits: string[] = [];
const seen: { readonly authorization: string | undefined; readonly arguments: string }[] = [];

function git(...args: string[]): string {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...identity, ...args], { cwd: work, env, encoding: "utf8" }).trim();
}

function commit(content: string): string {
  writeFileSync(join(work, "file.txt"), content);
  git("add", "-A");
  git("commit", "-qm", `Set ${content}\n\nWith 'quotes' and $dollars`);
  return git("rev-parse", "HEAD");
}

/** Git over HTTP as real servers offer it, behind a password. */
function startGitServer(): Promise<Server> {
  const http = createServer((request, response) => {
    const { authorization } = request.headers;
    seen.push({ authorization, arguments: commandLines() });
    if (authorization !== `Basic ${Buffer.from("robot:p@ss word").toString("base64")}`) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    const address = new URL(request.url ?? "/", "http://localhost");
    const backend = spawn("git", ["http-backend"], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: address.pathname,
        REMOTE_USER: "robot",
        QUERY_STRING: address.search.slice(1),
        REQUEST_METHOD: request.method ?? "GET",
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      },
    });
    request.pipe(backend.stdin);
    const parts: Buffer[] = [];
    backend.stdout.on("data", (bytes: Buffer) => parts.push(bytes));
    backend.on("close", () => {
      const all = Buffer.concat(parts);
      const end = all.indexOf("\r\n\r\n");
      const headers = all
        .subarray(0, end)
        .toString()
        .split("\r\n")
        .map((line) => line.split(": ") as [string, string]);
      const status = headers.find(([name]) => name === "Status")?.[1];
      response.writeHead(
        status === undefined ? 200 : Number.parseInt(status, 10),
        Object.fromEntries(headers),
      );
      response.end(all.subarray(end + 4));
    });
  });
  return new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(http)));
}

/** The command lines of all processes: no secret may ever be there. */
function commandLines(): string {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    })
    .join("\n");
}

beforeAll(async () => {
  mkdirSync(work);
  git("init", "-q", "-b", "main");
  for (const content of ["one", "two", "three"]) commits.push(commit(content));
  git("tag", "v1");
  git("checkout", "-qb", "feature/x");
  commits.push(commit("on a branch"));
  git("checkout", "-q", "main");
  git("clone", "-q", "--bare", work, bare);
  server = await startGitServer();
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/repo.git`;
  agent = await startAgent();
});
afterAll(async () => {
  await agent.close();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

function repository(clone: Partial<PlannedClone>): PlannedInput {
  return inputOf("app-repo", { type: "gitRepo", clone: { url: `file://${bare}`, config: [], ...clone } });
}

const describeClone = [
  'cd "$APPREPO_STATE"',
  'echo "$(cat file.txt) $(git rev-list --count HEAD) $(git branch --show-current) $(git tag | wc -l)"',
];

describe("a gitRepo IN", () => {
  test.each([
    ["a branch, whole", { branch: "main" }, "three 3 main 1"],
    ["a commit of a branch", { branch: "main", commit: "1" }, "two 2 main 1"],
    ["a commit without a branch", { commit: "1" }, "two 2  1"],
    ["nothing given: the default branch", {}, "three 3  1"],
    ["a branch with a slash, shallow", { branch: "feature/x", depth: 1 }, "on a branch 1 feature/x 0"],
    ["a commit, shallow", { branch: "main", commit: "1", depth: 1 }, "two 1 main 0"],
    ["a commit of another branch", { branch: "main", commit: "3" }, "on a branch 4 main 1"],
    ["the default branch, shallow", { depth: 2 }, "three 2  0"],
  ] as const)("is cloned at %s", async (_, clone, expected) => {
    const { commit: which, ...rest } = { commit: undefined, ...clone };
    const at = which === undefined ? {} : { commit: commits[Number(which)] ?? "" };
    const { result, log } = await agent.run({
      inputs: [repository({ ...rest, ...at })],
      tasks: [taskOf(...describeClone)],
    });
    expect(result.status, log).toBe("success");
    expect(log).toContain(`\n${expected}\n`);
  });

  test("has its variables from the commit itself", async () => {
    const script =
      'printf "%s|" "$APPREPO_COMMIT" "$APPREPO_COMMIT_MESSAGE" "$APPREPO_COMMITTER" "$APPREPO_BRANCH"';
    const { log } = await agent.run({ inputs: [repository({ branch: "main" })], tasks: [taskOf(script)] });
    expect(log).toContain(`${commits[2]}|Set three\n\nWith 'quotes' and $dollars|Ada|main|`);
  });

  test("takes its git settings along", async () => {
    const config = ["user.name 'Robot R.'", "core.longpaths=true"];
    const script = 'git -C "$APPREPO_STATE" config user.name; git -C "$APPREPO_STATE" config core.longpaths';
    const { log } = await agent.run({ inputs: [repository({ config })], tasks: [taskOf(script)] });
    expect(log).toContain("Robot R.\ntrue\n");
  });

  test("signs in over HTTP, and the password is on no command line and in no log", async () => {
    seen.length = 0;
    const secrets = { clones: { "app-repo": { username: "robot", password: "p@ss word" } }, masks: [] };
    const tasks = [taskOf(...describeClone, 'cat "$APPREPO_STATE/.git/config"; env')];
    const { result, log } = await agent.run(
      { inputs: [repository({ url, branch: "main" })], tasks },
      { secrets },
    );
    expect(result.status, log).toBe("success");
    expect(log).toContain("\nthree 3 main 1\n");
    expect(seen.some((request) => request.authorization !== undefined)).toBe(true);
    expect(seen.some((request) => request.arguments.includes("p@ss"))).toBe(false);
    expect(log).not.toContain("p@ss");
    expect(log).not.toContain("CLONE_PASSWORD");
  });

  test.each([
    ["without a password that the server wants", () => ({ url })],
    ["of an address that is a program", () => ({ url: "ext::sh -c 'touch /tmp/landbridge-owned'" })],
    ["of an address that is an option", () => ({ url: "--upload-pack=touch /tmp/landbridge-owned" })],
    ["of a branch that is an option", () => ({ branch: "--upload-pack=touch /tmp/landbridge-owned" })],
    ["of a branch that does not exist", () => ({ branch: "nope" })],
    ["of a commit that is no commit", () => ({ commit: "HEAD;id" })],
    ["of a commit that the repository does not have", () => ({ commit: "c0ffee".repeat(6) + "beef" })],
  ])("fails the run: a clone %s", async (_, clone) => {
    const { result } = await agent.run({
      inputs: [repository(clone())],
      tasks: [taskOf("echo never")],
      always: ["echo never"],
    });
    expect(result.status).toBe("error");
    expect(result.reason?.code).toBe("input-not-prepared");
    expect(result.reason?.message).toMatch(/^app-repo could not be fetched: .*\.$/);
    expect(result.steps.map((step) => step.status)).toEqual(["error", "skipped", "skipped", "success"]);
  });

  test("whose branch has a hostile name is just a branch", async () => {
    const name = 'x";echo${IFS}"owned";#';
    git("branch", name, "main");
    git("push", "-q", bare, `refs/heads/${name}:refs/heads/${name}`);
    const script = 'test "$APPREPO_BRANCH" = "$EXPECTED" && git -C "$APPREPO_STATE" branch --show-current';
    const { result, log } = await agent.run({
      inputs: [repository({ branch: name })],
      tasks: [{ ...taskOf(script), env: { EXPECTED: name } }],
    });
    expect(result.status, log).toBe("success");
    expect(log).toContain(`\n${name}\n`);
    expect(log).not.toMatch(/^owned$/m);
  });
});

describe("a gitRepo IN with templates", () => {
  test("is cloned from where the INs before it say", async () => {
    const settings = inputOf("cfg", { values: { params: { ROOT: root, WHICH: "feature/x" } } });
    const repo = inputOf("app-repo", {
      type: "gitRepo",
      values: { sourceName: "file://${ROOT}/repo.git", branch: "${WHICH}", depth: "${NOBODY_SETS}" },
      // What a server plans that knows the placeholders only as they are written.
      clone: { url: "file://${ROOT}/repo.git", branch: "${WHICH}", config: [] },
    });
    const next = inputOf("next", { type: "cluster", values: { namespace: "at ${APPREPO_COMMIT}" } });
    const script = [
      ...describeClone,
      'echo "$APPREPO_SOURCENAME|$APPREPO_BRANCH|$APPREPO_HTTPS_URL|$NEXT_POINTER_NAMESPACE"',
      "shipctl get_resource_version_key app-repo branch; shipctl get_resource_version_key cfg ROOT",
      "grep -c '[$][{]' \"$APPREPO_PATH/version.json\" || true",
    ];
    const { result, log } = await agent.run({ inputs: [settings, repo, next], tasks: [taskOf(...script)] });
    expect(result.status, log).toBe("success");
    const address = `file://${root}/repo.git`;
    expect(log).toContain("\non a branch 4 feature/x 1\n");
    expect(log).toContain(`\n${address}|feature/x|${address}|at ${commits[3]}\n`);
    expect(log).toContain(`\nfeature/x\n${root}\n`);
    expect(log).toMatch(/^0$/m);
  });

  test("signs in with what a variable brought, and shows it to nobody but git", async () => {
    seen.length = 0;
    const address = url.replace("http://", "http://robot:p%40ss%20word@");
    const settings = inputOf("cfg", { values: { params: { SIGNED: address } } });
    const repo = inputOf("app-repo", {
      type: "gitRepo",
      values: { sourceName: "${SIGNED}", branch: "main" },
    });
    const script = 'cat "$APPREPO_PATH/version.json" "$APPREPO_STATE/.git/config"; env | grep ^APPREPO';
    const tasks = [taskOf(...describeClone, script, "echo 'p@ss word'; echo \"$SIGNED\"; exit 3")];
    const { result, log } = await agent.run({ inputs: [settings, repo], tasks });
    expect(log).toContain("\nthree 3 main 1\n");
    expect(log).toContain(`"sourceName": "${url}"`);
    expect(result.status).toBe("failure");
    expect(seen.some((request) => request.authorization !== undefined)).toBe(true);
    expect(seen.some((request) => request.arguments.includes("p@ss"))).toBe(false);
    expect(log).not.toContain("p@ss");
    expect(log).not.toContain("p%40ss");
    expect(log).toContain("\n•••\nhttp://robot:•••@127.0.0.1");
  });

  test("signs in with a password that is a template itself", async () => {
    const settings = inputOf("cfg", { values: { params: { PASS: "p@ss word" } } });
    const repo = repository({ url, branch: "main" });
    const secrets = {
      clones: { "app-repo": { username: "robot", password: "${PASS}" } },
      masks: ["${PASS}"],
    };
    const { result, log } = await agent.run(
      { inputs: [settings, repo], tasks: [taskOf(...describeClone, 'echo "[$PASS]"')] },
      { secrets },
    );
    expect(result.status, log).toBe("success");
    expect(log).toContain("\nthree 3 main 1\n");
    expect(log).toContain("\n[•••]\n");
  });

  test("without an address in the end is an IN that can't be fetched", async () => {
    const repo = inputOf("app-repo", { type: "gitRepo", values: { sourceName: "${REPO}" } });
    const { result } = await agent.run({ inputs: [repo], tasks: [taskOf("echo never")] });
    expect(result).toMatchObject({
      status: "error",
      reason: {
        code: "input-not-prepared",
        message:
          'app-repo could not be fetched: with ${REPO} filled in, sourceName is "", which is no address of a repository.',
      },
    });
  });
});
