import { describe, expect, test } from "vitest";
import type { PlannedInput } from "@landbridge/core";
import { inputOf } from "../test/support/plans.ts";
import { fillInput } from "./filled-input.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  HOST: "git.example.com",
  REPO: "https://git.example.com/acme/api.git",
  SIGNED: "https://robot:p%40ss@git.example.com/acme/api.git",
  BRANCH: "release/2",
  PASS: "s3cr${HOST}t",
  DEPTH: "5",
};

function lookup(name: string): string | undefined {
  return Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
}

function repository(parts: Partial<PlannedInput>): PlannedInput {
  return inputOf("app-repo", { type: "gitRepo", ...parts });
}

describe("what is cloned for an IN", () => {
  test.each([
    [
      "an address that a variable gives, though the plan could name none",
      repository({ values: { sourceName: "${REPO}", branch: "${BRANCH}" } }),
      { url: "https://git.example.com/acme/api.git", branch: "release/2", config: [] },
    ],
    [
      "a depth and lines of git's settings",
      repository({ values: { sourceName: "${REPO}", depth: "${DEPTH}", gitConfig: ["a.b ${BRANCH}"] } }),
      { url: "https://git.example.com/acme/api.git", depth: 5, config: ["a.b release/2"] },
    ],
    [
      "the commit of the version; a branch that somebody named like a template stays",
      repository({
        values: {
          sourceName: "${REPO}",
          branch: "${BRANCH}",
          shaData: { commitSha: "c0ffee1", branchName: "${PASS}" },
        },
      }),
      { url: "https://git.example.com/acme/api.git", commit: "c0ffee1", branch: "${PASS}", config: [] },
    ],
    [
      "the host that the server knew, for a repository that only it can find",
      repository({
        values: { sourceName: "acme/api", branch: "${BRANCH}" },
        clone: { url: "https://${HOST}/acme/api.git", config: [] },
      }),
      { url: "https://git.example.com/acme/api.git", branch: "release/2", config: [] },
    ],
    [
      "nothing for `org/repo`, which no server found a host for",
      repository({ values: { sourceName: "acme/${DEPTH}" } }),
      undefined,
    ],
  ])("%s", (_, planned, clone) => {
    const filled = fillInput(planned, undefined, lookup);
    expect(filled.input.clone).toEqual(clone);
    expect(filled.fault).toBeUndefined();
  });

  test("an address that nothing gives is a fault with the names of the variables", () => {
    const planned = repository({ values: { sourceName: "${NOBODY}${SETS}" } });
    expect(fillInput(planned, undefined, lookup).fault).toBe(
      'with ${NOBODY}, ${SETS} filled in, sourceName is "", which is no address of a repository',
    );
  });
});

describe("credentials", () => {
  test("that a variable brings into an address go to git alone", () => {
    const filled = fillInput(repository({ values: { sourceName: "${SIGNED}" } }), undefined, lookup);
    expect(filled.credentials).toEqual({ username: "robot", password: "p@ss" });
    expect(filled.input.values).toEqual({ sourceName: "https://git.example.com/acme/api.git" });
    expect(filled.input.clone?.url).toBe("https://git.example.com/acme/api.git");
  });

  test("stay out of the values of every type", () => {
    const planned = inputOf("tool", { type: "file", values: { sourceName: "${SIGNED}" } });
    const { input } = fillInput(planned, undefined, lookup);
    expect(input.values).toEqual({ sourceName: "https://git.example.com/acme/api.git" });
  });

  test("written as a template are filled once, whatever they hold", () => {
    const planned = repository({ values: { sourceName: "https://git.example.com/acme/api.git" } });
    const given = { username: "robot", password: "${PASS}" };
    const filled = fillInput(planned, given, lookup);
    expect(filled.credentials).toEqual({ username: "robot", password: "s3cr${HOST}t" });
    expect(filled.input).toBe(planned);
  });
});

test.each([
  ["params", inputOf("cfg", { values: { params: { URL: "${HOST}" } } })],
  ["the version of a job", inputOf("up", { kind: "job", type: "runSh", values: { URL: "${HOST}" } })],
])("%s keeps what looks like a template", (_, planned) => {
  expect(fillInput(planned, undefined, lookup).input).toBe(planned);
});
