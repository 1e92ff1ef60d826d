import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startInstallation } from "./support/installation.ts";
import type { Installation } from "./support/installation.ts";

/** One installation for the whole file; each test has jobs and resources of its own. */
let installation: Installation;

const FLOW = `resources:
  - {name: app, type: image, versionTemplate: {sourceName: acme/app, versionName: one}}
  - {name: tool, type: image, versionTemplate: {sourceName: acme/tool, versionName: one}}
jobs:
  - name: ship
    type: runSh
    approval: {approvers: [crew], selfApproval: no, inputs: [{name: ZONE, type: choice, options: [a, b]}]}
    steps: [{IN: app, switch: off}, {TASK: {script: [echo]}}]
  - name: ask
    type: runSh
    inputs: [{name: REGION, type: choice, options: [eu, us]}]
    steps: [{TASK: {name: say, script: ['echo "in \${REGION}"', '[ \${REGION} = eu ]']}}]
  - {name: use, type: runSh, steps: [{IN: tool, switch: off}, {TASK: {script: [echo]}}]}
  - {name: reads, type: runSh, steps: [{IN: tool}, {TASK: {script: [echo]}}]}
  - {name: endless, type: runSh, triggerMode: parallel, steps: [{TASK: {script: [sleep 600]}}]}
`;

beforeAll(async () => {
  installation = await startInstallation(FLOW);
});
afterAll(() => installation?.close());

const landbridge: Installation["landbridge"] = (...args) => installation.landbridge(...args);
const json: Installation["json"] = (...args) => installation.json(...args);

async function refusal(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await landbridge(...args);
  expect(stdout).toBe("");
  return `${code} ${stderr.split("\n")[0]}`;
}

/** What a version posted from outside does. */
async function post(resource: string, versionName: string): Promise<void> {
  const { token } = (await json("tokens", "create", "owner", "--name", `post-${versionName}`)) as {
    token: string;
  };
  await fetch(`${installation.url}/api/v1/workspaces/main/resources/${resource}/versions`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ versionName }),
  });
}

describe("gates", () => {
  test("a member of the group lets a run through with answers; who caused it can't", async () => {
    expect(await json("members", "add", "bob")).toMatchObject({ name: "bob", role: "operator" });
    expect((await landbridge("groups", "set", "crew", "bob", "owner", "eve")).stdout).toBe(
      "crew: bob, owner, eve (no account).\n",
    );
    expect(await json("groups")).toMatchObject([{ name: "crew", approves: ["ship"] }]);
    const { stdout: token, stderr } = await landbridge("tokens", "create", "bob");
    expect(stderr).toMatch(/^It is shown only now\./);
    const bob = (...args: readonly string[]) => landbridge(...args, "--token", token.trim());

    expect(await refusal("approve", "ship")).toBe("1 RUN_NOT_GATED: No run of ship waits for an approval.");
    expect((await landbridge("trigger", "ship")).stdout).toBe("ship#1 is gated.\n");
    expect(await refusal("approve", "ship", "--input", "ZONE=a")).toBe(
      "1 SELF_APPROVAL: owner caused ship #1 and may not approve it; somebody else has to.",
    );
    expect(await bob("approve", "ship", "1", "--input", "ZONE=z")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^INPUTS_INVALID: The input ZONE must be one of a and b/),
    });
    const approved = await bob("approve", "ship", "--comment", "go", "--input", "ZONE=b");
    expect(approved).toMatchObject({ code: 0, stderr: "" });
    expect(approved.stdout).toMatch(/^ship#1 is approved \(1 of 1\): it is \w+\.\n {2}~ {2}app {2}#1 one\n$/);

    await landbridge("trigger", "ship");
    await landbridge("trigger", "ship");
    expect(await refusal("approve", "ship")).toMatch(/^2 USAGE: #2, #3 of ship fit\./);
    expect(await refusal("reject", "ship", "2")).toMatch(/^2 USAGE: /);
    expect((await landbridge("reject", "ship", "2", "--comment", "too late")).stdout).toBe(
      "ship#2 is rejected: it never starts.\n",
    );
    expect(await json("reject", "ship#3", "--comment", "no")).toMatchObject({
      status: "canceled",
      reason: { code: "gate-rejected", text: "owner rejected it: no." },
    });
  });

  test("a group that is removed is gone; a role that there is not is refused", async () => {
    await json("groups", "set", "short-lived");
    await json("groups", "remove", "short-lived");
    expect(await refusal("groups", "remove", "short-lived")).toMatch(/^2 GROUP_NOT_FOUND: /);
    expect(await refusal("members", "add", "zoe", "--role", "king")).toMatch(/^2 USAGE: /);
    expect(await json("members")).toMatchObject(
      expect.arrayContaining([{ name: "owner", role: "owner", createdAt: expect.any(String) }]),
    );
  });
});

describe("runs", () => {
  test("trigger checks typed values, and rerun repeats them: the newest, or the one that failed", async () => {
    expect(await refusal("trigger", "ask")).toMatch(/^2 INPUTS_INVALID: The input REGION has no value/);
    expect(await refusal("rerun", "ask")).toBe("1 RUN_NOT_REPEATABLE: No run of ask has ended yet.");
    const failed = await landbridge("trigger", "ask", "--input", "REGION=us", "--follow");
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining("in us\n") });
    expect((await landbridge("trigger", "ask", "--input", "REGION=eu", "-f")).code).toBe(0);
    const again = await landbridge("rerun", "ask", "-f");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("in eu\n") });
    expect(await landbridge("rerun", "ask", "1", "--today", "-f")).toMatchObject({ code: 1 });
    expect(await json("rerun", "ask#1", "--from-failed-step")).toMatchObject({
      number: 5,
      replays: { number: 1 },
    });
    expect(await refusal("rerun", "ask", "1", "--today", "--from-failed-step")).toMatch(/^2 USAGE: /);
    expect(await refusal("rerun", "ask", "99")).toMatch(/^1 RUN_NOT_FOUND: /);
  });

  test("cancel takes the only run that has not ended; of several one is named", async () => {
    await json("trigger", "endless");
    await json("trigger", "endless");
    expect(await refusal("cancel", "endless")).toMatch(/^2 USAGE: #1, #2 of endless fit\./);
    await json("cancel", "endless", "2");
    expect(await json("cancel", "endless#1")).toMatchObject({ number: 1, isCancelRequested: true });
    expect(await refusal("cancel", "endless", "--waiting")).toBe(
      "1 NOT_WAITING: endless has no waiting job.",
    );
  });
});

describe("versions", () => {
  test("pin, unpin, quarantine, release and replay", async () => {
    await post("tool", "two");
    expect((await landbridge("pin", "use", "tool", "1", "--comment", "stay")).stdout).toBe(
      "tool of use is pinned to version 1: the next run reads it.\n",
    );
    expect(await json("pin", "use", "tool", "--name", "two")).toMatchObject({
      inputs: [{ pin: "two", commandPin: { versionName: "two", by: "owner" } }],
    });
    expect(await refusal("pin", "use", "tool", "two")).toBe('2 USAGE: "two" is no number of a version.');
    expect(await refusal("pin", "use", "tool", "9")).toMatch(/^2 VERSION_NOT_FOUND: /);
    expect((await landbridge("unpin", "use", "tool")).stdout).toBe(
      "tool of use is unpinned: it reads the newest version.\n",
    );
    expect(await refusal("unpin", "use", "tool")).toMatch(/^1 NOT_PINNED: /);

    expect(await refusal("quarantine", "tool@2")).toMatch(/^2 USAGE: /);
    expect((await landbridge("quarantine", "tool@2", "--reason", "broken")).stdout).toBe(
      "tool@2 is in quarantine: nobody chooses it.\n",
    );
    expect(await json("resources", "tool")).toMatchObject({
      latest: { number: 1 },
      versions: [{ number: 2, quarantined: { reason: "broken", by: "owner" } }, { number: 1 }],
    });
    expect(await refusal("replay", "tool@2")).toMatch(/^1 VERSION_QUARANTINED: /);
    expect(await json("release", "tool@2")).toMatchObject({ kind: "resource", isQuarantined: false });
    expect(await refusal("release", "nothing@2")).toBe("2 USAGE: There is no resource or job named nothing.");
    const { stdout } = await landbridge("replay", "tool@1");
    expect(stdout).toMatch(
      /^tool@1 went down the graph again:\n[^]*reads: Run \d+ was queued because owner sent/m,
    );
  });
});

test("pools and their limits", async () => {
  expect((await landbridge("pools")).stdout).toMatch(
    /^pool +agents +slots +jobs +time limit\ndefault +1 +\d+ +5 +60 min, the workspace's\n$/,
  );
  expect(await json("pools", "set", "default", "--timeout-minutes", "9")).toMatchObject({
    timeoutMinutes: 9,
  });
  expect((await landbridge("pools", "default", "--timeout-minutes", "30")).stdout).toBe(
    "The workspace main: 30 minutes.\n",
  );
  expect((await landbridge("pools", "set", "default", "--no-limit")).stdout).toBe(
    "The pool default has no limit of its own.\n",
  );
  expect((await landbridge("pools", "list")).stdout).toContain("30 min, the workspace's");
  expect(await refusal("pools", "set", "default")).toMatch(/^2 USAGE: A limit is --timeout-minutes N/);
});
