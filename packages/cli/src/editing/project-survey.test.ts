import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { findGitOrigin } from "../git/git-origin.ts";
import { askQuestions, defaultAnswers } from "./init-questions.ts";
import type { Findings } from "./init-questions.ts";
import { surveyProject } from "./project-survey.ts";

function makeDirectory(files: Readonly<Record<string, string>> = {}): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "landbridge-init-test-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

describe("what a directory offers to run", () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "npm with a lock file and dependencies",
      {
        "package.json": '{"scripts":{"test":"vitest","build":"tsc"},"devDependencies":{"a":"1"}}',
        "package-lock.json": "{}",
      },
      ["npm ci", "npm run build", "npm run test"],
    ],
    [
      "pnpm",
      { "package.json": '{"scripts":{"test":"x"},"dependencies":{"a":"1"}}', "pnpm-lock.yaml": "" },
      ["pnpm install --frozen-lockfile", "pnpm run test"],
    ],
    [
      "a package.json as npm init writes it",
      { "package.json": '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
      [],
    ],
    ["a package.json that can't be read", { "package.json": "{" }, []],
    [
      "make",
      { Makefile: "CC := gcc\ntest: build\n\ttrue\nbuild:\n\ttrue\ncheck := x\n" },
      ["make build", "make test"],
    ],
    ["make without a target of a known name", { Makefile: "all:\n\ttrue\n" }, ["make"]],
    ["go", { "go.mod": "module x" }, ["go build ./...", "go test ./..."]],
    [
      "python",
      { "pyproject.toml": "" },
      ["python3 -m venv .venv", ". .venv/bin/activate", "pip install -e . pytest", "pytest"],
    ],
    ["docker", { Dockerfile: "FROM scratch" }, ["docker build ."]],
    ["nothing that is known", { "readme.txt": "" }, []],
  ])("%s", (_, files, commands) => {
    expect(surveyProject(makeDirectory(files))[0]?.commands ?? []).toEqual(commands);
  });

  test("several, best first, and the same commands once", () => {
    const directory = makeDirectory({
      Dockerfile: "",
      "pyproject.toml": "",
      "requirements.txt": "",
      Makefile: "test:\n",
    });
    expect(surveyProject(directory).map(({ found }) => found)).toEqual([
      "Makefile",
      "pyproject.toml",
      "Dockerfile",
    ]);
  });
});

describe("where the repository can be cloned from", () => {
  function makeRepository(): string {
    const directory = makeDirectory({ "a/b.txt": "" });
    git(directory, "init", "--quiet", "--initial-branch=trunk");
    git(directory, "add", "--all");
    git(
      directory,
      "-c",
      "user.name=Ada",
      "-c",
      "user.email=ada@example.com",
      "commit",
      "--quiet",
      "-m",
      "first",
    );
    return directory;
  }

  function git(directory: string, ...args: readonly string[]): void {
    execFileSync("git", ["-C", directory, ...args], { stdio: "ignore" });
  }

  test("the origin, the branch, and the folder within", () => {
    const directory = makeRepository();
    git(directory, "remote", "add", "origin", "git@git.example.com:acme/shop.git");
    const origin = { address: "git@git.example.com:acme/shop.git", branch: "trunk" };
    expect(findGitOrigin(directory)).toEqual({ ...origin, folder: "" });
    expect(findGitOrigin(join(directory, "a"))).toEqual({ ...origin, folder: "a/" });
  });

  test("a password in the address is left out", () => {
    const directory = makeRepository();
    git(directory, "remote", "add", "origin", "https://ada:s3cret@git.example.com/acme/shop.git");
    expect(findGitOrigin(directory)?.address).toBe("https://git.example.com/acme/shop.git");
  });

  test("without an origin the repository itself; a relative one counts from its root", () => {
    const directory = makeRepository();
    expect(findGitOrigin(directory)?.address).toBe(directory);
    git(directory, "remote", "add", "origin", "../other.git");
    expect(findGitOrigin(join(directory, "a"))?.address).toBe(join(dirname(directory), "other.git"));
  });

  test("no repository, or one without a commit: none", () => {
    const directory = makeDirectory();
    expect(findGitOrigin(directory)).toBeUndefined();
    git(directory, "init", "--quiet");
    expect(findGitOrigin(directory)).toBeUndefined();
  });
});

describe("the questions", () => {
  const findings: Findings = {
    directory: "/home/ada/shop",
    proposals: [
      { found: "package.json", commands: ["npm ci", "npm run test"] },
      { found: "Makefile", commands: ["make test"] },
    ],
    origin: { address: "https://git.example.com/acme/shop.git", branch: "main", folder: "" },
  };

  /** Answers each question with the next keys, as soon as it has been asked. */
  async function answered(found: Findings, keys: readonly string[]): ReturnType<typeof askQuestions> {
    const input = new PassThrough();
    const output = new PassThrough();
    const left = [...keys];
    output.on("data", (text: Buffer) => {
      // A question ends with the lower end of its frame.
      if (text.toString().includes("└")) setImmediate(() => input.write(left.shift() ?? ""));
    });
    return askQuestions(found, { input, output });
  }

  test("Enter to all of them gives what --yes gives", async () => {
    expect(await answered(findings, ["\r", "\r", "\r", "\r"])).toEqual(defaultAnswers(findings));
  });

  test("no to the last two: neither a repository nor a deployment", async () => {
    expect(await answered(findings, ["\r", "\r", "n", "n"])).toMatchObject({
      commands: ["npm ci", "npm run test"],
      origin: undefined,
      hasDeployment: false,
    });
  });

  test("one proposal needs no choice, no repository no question about it", async () => {
    const [first] = findings.proposals;
    const few: Findings = { ...findings, proposals: first ? [first] : [], origin: undefined };
    expect(await answered(few, ["\r", "\r"])).toEqual(defaultAnswers(few));
  });

  test("broken off: nothing", async () => {
    expect(await answered(findings, ["\r", "\u0003"])).toBeUndefined();
  });

  test("where nothing was found there is a command all the same", () => {
    expect(defaultAnswers({ ...findings, proposals: [] }).commands).toHaveLength(1);
  });
});
