import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outputOnly, startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { taskOf } from "./support/plans.ts";

let agent: AgentUnderTest;
beforeAll(async () => {
  agent = await startAgent();
});
afterAll(() => agent.close());

interface Case {
  readonly fact: string;
  readonly tasks: readonly (readonly string[])[];
  readonly onSuccess?: readonly string[];
  readonly onFailure?: readonly string[];
  readonly always?: readonly string[];
  readonly status: string;
  readonly steps: string;
  readonly output: string;
}

const cases: readonly Case[] = [
  {
    fact: "every line exits with 0: success",
    tasks: [["echo one", "echo two"]],
    status: "success",
    steps: "prepare=success work=success finish=success",
    output: "one\ntwo\n",
  },
  {
    fact: "the first failing line stops the task, and the tasks after it",
    tasks: [["echo one", "(exit 7)", "echo never"], ["echo never"]],
    status: "failure",
    steps: "prepare=success work=failure(7) work=skipped finish=success",
    output: "one\n",
  },
  {
    fact: "within a line of several commands the first failing one stops it too",
    tasks: [["echo one\nfalse\necho never"]],
    status: "failure",
    steps: "prepare=success work=failure(1) finish=success",
    output: "one\n",
  },
  {
    fact: "a failure inside a function stops it",
    tasks: [["build() { for i in 1 2; do echo $i; false; echo never; done; }", "build", "echo never"]],
    status: "failure",
    steps: "prepare=success work=failure(1) finish=success",
    output: "1\n",
  },
  {
    fact: "a failure inside a subshell stops it",
    tasks: [["(echo one; false; echo never)", "echo never"]],
    status: "failure",
    steps: "prepare=success work=failure(1) finish=success",
    output: "one\n",
  },
  {
    fact: "a failure inside $(…) is data, as under bash -e",
    tasks: [["code=$(false; echo $?)", "echo code $code"]],
    status: "success",
    steps: "prepare=success work=success finish=success",
    output: "code 1\n",
  },
  {
    fact: "a failure inside a function in a pipeline stops the function",
    tasks: [["set -o pipefail", "build() { false; echo never; }; build | cat", "echo never"]],
    status: "failure",
    steps: "prepare=success work=failure(1) finish=success",
    output: "",
  },
  {
    fact: "conditions may fail",
    tasks: [["if false; then echo never; fi", "false || true", "! true || echo fine"]],
    status: "success",
    steps: "prepare=success work=success finish=success",
    output: "fine\n",
  },
  {
    fact: "a line that bash can't read fails by itself",
    tasks: [["echo one", 'if true; then "', "echo never"]],
    status: "failure",
    steps: "prepare=success work=failure(2) finish=success",
    output: "one\nSYNTAX",
  },
  {
    fact: "env, cwd and functions of a task don't reach the next one; $SHARED_DIR does",
    tasks: [
      ["export A=1; cd /; f() { :; }", "echo shared > $SHARED_DIR/x"],
      ['test -z "$A"', '[ "$PWD" = "$JOB_PATH" ]', "! type f 2> /dev/null", "cat $SHARED_DIR/x"],
    ],
    status: "success",
    steps: "prepare=success work=success work=success finish=success",
    output: "shared\n",
  },
  {
    fact: "the sections run in the shell of the last task: cwd, dir stack, variables, functions",
    tasks: [
      ["export A=1", "B=2", "declare -A map=([k]=3)", "f() { echo f; }", "mkdir d; pushd d > /dev/null"],
    ],
    onSuccess: ['echo "$A $B ${map[k]} ${PWD##*/}"', "f", "C=4"],
    always: ["echo $C", "popd > /dev/null", '[ "$PWD" = "$JOB_PATH" ]'],
    status: "success",
    steps: "prepare=success work=success on_success=success always=success finish=success",
    output: "1 2 3 d\nf\n4\n",
  },
  {
    fact: "after a failure on_failure and always run, in the same shell",
    tasks: [["A=1; mkdir d; cd d", "false"]],
    onSuccess: ["echo never"],
    onFailure: ["echo failed $A ${PWD##*/}"],
    always: ["echo always $A"],
    status: "failure",
    steps:
      "prepare=success work=failure(1) on_success=skipped on_failure=success always=success finish=success",
    output: "failed 1 d\nalways 1\n",
  },
  {
    fact: "after a failing earlier task the sections run as well",
    tasks: [["exit 3"], ["echo never"]],
    onFailure: ["echo failed"],
    always: ["echo always"],
    status: "failure",
    steps: "prepare=success work=failure(3) work=skipped on_failure=success always=success finish=success",
    output: "failed\nalways\n",
  },
  {
    fact: "`exit 1` in the last task keeps the shell for the sections",
    tasks: [["A=1; mkdir d; pushd d > /dev/null", "exit 4"]],
    onFailure: ["echo failed $A"],
    always: ["popd > /dev/null; echo always $A"],
    status: "failure",
    steps: "prepare=success work=failure(4) on_failure=success always=success finish=success",
    output: "failed 1\nalways 1\n",
  },
  {
    fact: "`exit 0` ends a task early, with success",
    tasks: [
      ["exit 0", "echo never"],
      ["exit 0", "echo never"],
    ],
    onSuccess: ["echo fine"],
    status: "success",
    steps: "prepare=success work=success work=success on_success=success finish=success",
    output: "fine\n",
  },
  {
    fact: "gotcha a: a failing on_success fails the run, and always still runs",
    tasks: [["true"]],
    onSuccess: ["false", "echo never"],
    always: ["echo always"],
    status: "failure",
    steps: "prepare=success work=success on_success=failure(1) always=success finish=success",
    output: "always\n",
  },
  {
    fact: "gotcha a: a failing always fails the run",
    tasks: [["true"]],
    always: ["false"],
    status: "failure",
    steps: "prepare=success work=success always=failure(1) finish=success",
    output: "",
  },
  {
    fact: "gotcha b: without the ERR trap a line goes on, its last command decides",
    tasks: [["trap - ERR\nfalse\necho still", "trap - ERR\necho then\nfalse", "echo never"]],
    status: "failure",
    steps: "prepare=success work=failure(1) finish=success",
    output: "still\nthen\n",
  },
  {
    fact: "gotcha c: `exit 0` without the EXIT trap is a failure; the sections get a new shell",
    tasks: [["trap - EXIT", "exit 0"]],
    onSuccess: ["echo never"],
    onFailure: ["echo failed"],
    always: ["echo always"],
    status: "failure",
    steps:
      "prepare=success work=failure(0) on_success=skipped on_failure=success always=success finish=success",
    output: "failed\nalways\n",
  },
  {
    fact: "gotcha c holds in an earlier task too",
    tasks: [["trap - EXIT; exit 0"], ["echo never"]],
    status: "failure",
    steps: "prepare=success work=failure(0) work=skipped finish=success",
    output: "",
  },
  {
    fact: "an EXIT trap of the script's own does no harm",
    tasks: [["trap 'echo bye' EXIT", "echo work"]],
    always: ["echo always"],
    status: "success",
    steps: "prepare=success work=success always=success finish=success",
    output: "work\nalways\nbye\n",
  },
  {
    fact: "a script may replace its shell; that is no success, and always still runs",
    tasks: [["exec true"]],
    always: ["echo always"],
    status: "failure",
    steps: "prepare=success work=failure(0) always=success finish=success",
    output: "always\n",
  },
  {
    fact: "a shell that is killed is a failure",
    tasks: [["kill -9 $$"]],
    always: ["echo always"],
    status: "failure",
    steps: "prepare=success work=failure(128) always=success finish=success",
    output: "always\n",
  },
  {
    fact: "strict options of a script don't break what comes around it",
    tasks: [
      ["set -euo pipefail; IFS=x; set -f", "echo ok"],
      ["set -eu; set -x", "true"],
    ],
    onSuccess: ["echo fine"],
    status: "success",
    steps: "prepare=success work=success work=success on_success=success finish=success",
    output: "ok\n+++ eval true\n++++ true\nfine\n",
  },
  {
    fact: "an unset variable under set -u fails the task and runs the sections",
    tasks: [["set -u", ": $nope", "echo never"]],
    onFailure: ["echo failed"],
    status: "failure",
    steps: "prepare=success work=failure(1) on_failure=success finish=success",
    output: "SYNTAXfailed\n",
  },
  {
    fact: "scripts may use the file descriptors 3 to 9, redirect their output and open /dev/stdout",
    tasks: [
      ["exec 3>&1 4>&2 5>&1; echo three >&3", "exec > /dev/null", "echo lost"],
      ["echo out > /dev/stdout; echo err > /dev/stderr"],
    ],
    always: ["echo always | tee /dev/stderr > /dev/null"],
    status: "success",
    steps: "prepare=success work=success work=success always=success finish=success",
    output: "three\nout\nerr\nalways\n",
  },
  {
    fact: "break and continue outside of a loop change nothing for what follows",
    tasks: [
      ["continue 2> /dev/null", "echo one"],
      ["break 2> /dev/null", "echo two"],
    ],
    status: "success",
    steps: "prepare=success work=success work=success finish=success",
    output: "one\ntwo\n",
  },
  {
    fact: "standard input is empty",
    tasks: [["cat", "read -r line || echo none"]],
    status: "success",
    steps: "prepare=success work=success finish=success",
    output: "none\n",
  },
];

describe("a shell of its own is taken", () => {
  test("for scripts that are too long for one that waits", async () => {
    const long = `text='${"x".repeat(150_000)}'`;
    const { result, log } = await agent.run({
      tasks: [taskOf(long, "echo ${#text}")],
      always: ["echo $TAIL"],
      env: { TAIL: "é" },
    });
    expect([result.status, outputOnly(log)]).toEqual(["success", "150000\né\n"]);
  });

  test("for names that bash keeps for itself", async () => {
    const env = { UID: "7", SECONDS: "8", PLAIN: "it's" };
    const { result, log } = await agent.run({ tasks: [taskOf('echo "$PLAIN"')], env });
    expect([result.status, outputOnly(log)]).toEqual(["success", "it's\n"]);
  });

  test("again and again: none takes the instructions of the next away", async () => {
    for (let n = 0; n < 40; n++) {
      const { result, log } = await agent.run({
        tasks: [taskOf("trap - EXIT; exit 0")],
        onFailure: ["echo failed"],
        always: ["echo always"],
      });
      expect(result.steps.map(({ status }) => status)).toEqual(EACH_SECTION_RAN);
      expect(outputOnly(log)).toBe("failed\nalways\n");
    }
  });
});

const EACH_SECTION_RAN = ["success", "failure", "success", "success", "success"];

describe("scripts", () => {
  test.each(cases)("$fact", async ({ tasks, onSuccess = [], onFailure = [], always = [], ...expected }) => {
    const plan = { tasks: tasks.map((script) => taskOf(...script)), onSuccess, onFailure, always };
    const { result, log } = await agent.run(plan);
    const sections = [
      ...(onSuccess.length > 0 ? ["on_success"] : []),
      ...(onFailure.length > 0 ? ["on_failure"] : []),
      ...(always.length > 0 ? ["always"] : []),
    ];
    const names = ["prepare", ...tasks.map(() => "work"), ...sections, "finish"];
    const steps = result.steps.map(({ index, status, exitCode }) => {
      return `${names[index]}=${status}${status === "failure" ? `(${exitCode})` : ""}`;
    });
    expect(steps.join(" ")).toBe(expected.steps);
    expect(result.status).toBe(expected.status);
    // Bash's own complaints differ between versions: one word stands for each.
    expect(
      outputOnly(log)
        .replace(/^.*step\.bash: .*\n/gm, "SYNTAX")
        .replace(/(SYNTAX)+/g, "SYNTAX"),
    ).toBe(expected.output);
  });
});
