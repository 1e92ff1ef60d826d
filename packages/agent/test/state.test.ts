import type { FileRef } from "@landbridge/core";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { inputOf, outputOf, taskOf } from "./support/plans.ts";

let agent: AgentUnderTest;
beforeAll(async () => {
  agent = await startAgent();
});
afterAll(() => agent.close());

interface StoredFile {
  readonly ref: FileRef;
  readonly contents: Readonly<Record<string, string>>;
}

function storedFile(path: string, content: string, isExecutable = false): StoredFile {
  const bytes = Buffer.from(content);
  const digest = createHash("sha256").update(bytes).digest("hex");
  return {
    ref: { path, digest, size: bytes.length, isExecutable },
    contents: { [digest]: bytes.toString("base64") },
  };
}

function textOfFile(files: Readonly<Record<string, string>>, digest: string | undefined): string {
  return Buffer.from(files[digest ?? ""] ?? "", "base64").toString();
}

describe("the state of a job", () => {
  test("is what JOB_STATE holds at the end, and what was posted to the job", async () => {
    const script = [
      "mkdir -p $JOB_STATE/deep/er; echo one > $JOB_STATE/a.txt; echo two > $JOB_STATE/deep/er/b.sh",
      "chmod +x $JOB_STATE/deep/er/b.sh; ln -s /etc/passwd $JOB_STATE/link",
      "shipctl put_resource_state $JOB_NAME KEY 'va lue'",
      "lb state set OTHER 2",
    ];
    const { result, files, log } = await agent.run({ tasks: [taskOf(...script)] });
    expect(result.status).toBe("success");
    expect(result.state.values).toEqual({ KEY: "va lue", OTHER: "2" });
    expect(result.state.files.map(({ path, isExecutable, size }) => ({ path, isExecutable, size }))).toEqual([
      { path: "a.txt", isExecutable: false, size: 4 },
      { path: "deep/er/b.sh", isExecutable: true, size: 4 },
    ]);
    expect(textOfFile(files, result.state.files[1]?.digest)).toBe("two\n");
    expect(log).toContain("The state of the job: link is no ordinary file and is not kept.");
  });

  test("comes back as the previous state, read only", async () => {
    const file = storedFile("last.txt", "hello");
    const script = [
      "cat $JOB_PREVIOUS_STATE/last.txt; stat -c %a $JOB_PREVIOUS_STATE/last.txt",
      "shipctl copy_file_from_prev_state last.txt . && echo more >> last.txt && cat last.txt",
      "lb state get KEY; shipctl get_resource_version_key $JOB_NAME KEY",
      "lb file load last.txt --to deep/copy.txt && cat deep/copy.txt",
    ];
    const previousState = { values: { KEY: "kept" }, files: [file.ref] };
    const { log } = await agent.run({ tasks: [taskOf(...script)], previousState }, { files: file.contents });
    expect(log.split("\n").filter((line) => !line.includes("▸"))).toEqual([
      "hello444",
      "hellomore",
      "kept",
      "kept",
      "hello",
    ]);
  });

  test("of more than 1 MB fails the run and says how large it is", async () => {
    const { result } = await agent.run({ tasks: [taskOf("head -c 1100000 /dev/zero > $JOB_STATE/big")] });
    expect(result.status).toBe("failure");
    expect(result.reason).toEqual({
      code: "state-too-large",
      message: "The state of the job holds 1100000 bytes; the limit is 1 MB.",
    });
    expect(result.state).toEqual({ values: {}, files: [] });
  });

  test("refresh_file_to_state takes the file here, else the one of the last run, else nothing", async () => {
    const old = storedFile("old.txt", "old");
    const { result, files } = await agent.run(
      {
        tasks: [
          taskOf(
            "echo new > new.txt",
            "for f in new.txt old.txt none.txt; do shipctl refresh_file_to_state $f; done",
          ),
        ],
        previousState: { values: {}, files: [old.ref] },
      },
      { files: old.contents },
    );
    expect(result.status).toBe("success");
    expect(result.state.files.map((file) => [file.path, textOfFile(files, file.digest)])).toEqual([
      ["new.txt", "new\n"],
      ["old.txt", "old"],
    ]);
  });
});

describe("a state resource", () => {
  const before = storedFile("terraform.tfstate", "v1");

  test("gives its files to an IN, and takes new ones as OUT", async () => {
    const tf = { type: "state", files: [before.ref] };
    const { result, files } = await agent.run(
      {
        inputs: [inputOf("tf-state", tf)],
        outputs: [outputOf("tf-state", tf)],
        tasks: [
          taskOf(
            "shipctl copy_file_from_resource_state tf-state terraform.tfstate .",
            "test $(cat terraform.tfstate) = v1; echo v2 > terraform.tfstate",
            "shipctl copy_file_to_resource_state terraform.tfstate tf-state",
            "shipctl put_resource_state tf-state IP 10.0.0.4",
          ),
        ],
      },
      { files: before.contents },
    );
    expect(result.status).toBe("success");
    const [posting] = result.postings;
    expect(posting).toMatchObject({ name: "tf-state", isCleared: false, values: { IP: "10.0.0.4" } });
    expect(posting?.files?.map((file) => [file.path, textOfFile(files, file.digest)])).toEqual([
      ["terraform.tfstate", "v2\n"],
    ]);
  });

  test("that nobody touched is not posted", async () => {
    const tf = { type: "state", files: [before.ref] };
    const { result } = await agent.run({ outputs: [outputOf("tf", tf)] }, { files: before.contents });
    expect(result.postings).toEqual([]);
  });

  test("with overwrite starts empty and is posted only when something was written", async () => {
    const tf = { type: "state", files: [before.ref], overwrite: true };
    const untouched = await agent.run({ outputs: [outputOf("tf", tf)] }, { files: before.contents });
    expect(untouched.result.postings).toEqual([]);
    const { result } = await agent.run(
      { outputs: [outputOf("tf", tf)], tasks: [taskOf("shipctl put_resource_state tf A 1")] },
      { files: before.contents },
    );
    expect(result.postings).toEqual([{ name: "tf", isCleared: false, values: { A: "1" }, files: [] }]);
  });

  test("is copied by replicate, files and values", async () => {
    const source = inputOf("from", { type: "state", values: { A: "1" }, files: [before.ref] });
    const { result, files } = await agent.run(
      {
        inputs: [source],
        outputs: [outputOf("to", { type: "state" }), outputOf("only-files", { type: "state" })],
        tasks: [
          taskOf(
            "shipctl replicate from to",
            "shipctl put_resource_state to B 2",
            "lb copy from only-files --files-only",
          ),
        ],
      },
      { files: before.contents },
    );
    expect(result.status).toBe("success");
    expect(result.postings).toEqual([
      { name: "to", isCleared: true, values: { B: "2" }, replicateOf: "from", files: [before.ref] },
      { name: "only-files", isCleared: false, values: {}, files: [before.ref] },
    ]);
    expect(textOfFile(files, before.ref.digest)).toBe("v1");
  });
});

describe("an IN job", () => {
  test("gives its state files and values", async () => {
    const file = storedFile("out.txt", "from up");
    const input = inputOf("up", {
      kind: "job",
      type: "runSh",
      files: [file.ref],
      values: { URL: "http://x" },
    });
    const { log } = await agent.run(
      {
        inputs: [input],
        tasks: [taskOf("cat $UP_STATE/out.txt; echo", "shipctl get_resource_version_key up url")],
      },
      { files: file.contents },
    );
    expect(log.split("\n").filter((line) => !line.includes("▸"))).toEqual(["from up", "http://x", ""]);
  });
});

describe("postings", () => {
  const out = outputOf("img", { type: "image", values: { sourceName: "acme/app" } });
  test.each([
    [
      "put adds",
      "shipctl put_resource_state img a 1; shipctl put_resource_state img b 2",
      { values: { a: "1", b: "2" }, isCleared: false },
    ],
    [
      "post clears what came before",
      "shipctl put_resource_state img a 1; shipctl post_resource_state img b 2",
      { values: { b: "2" }, isCleared: true },
    ],
    [
      "put after post adds",
      "shipctl post_resource_state img a 1; shipctl put_resource_state img b 2",
      { values: { a: "1", b: "2" }, isCleared: true },
    ],
    [
      "several pairs",
      'shipctl put_resource_state_multi img "versionName=v1.2 sha=c0ffee" "x=a=b"',
      { values: { versionName: "v1.2", sha: "c0ffee", x: "a=b" }, isCleared: false },
    ],
    [
      "several pairs after a post",
      'shipctl put_resource_state img z 1; shipctl post_resource_state_multi img "a=1 b=2"',
      { values: { a: "1", b: "2" }, isCleared: true },
    ],
    [
      "words without = belong to the value before",
      'shipctl put_resource_state_multi img "a=one two  b=3"',
      { values: { a: "one two", b: "3" }, isCleared: false },
    ],
    [
      "no glob is expanded",
      "shipctl put_resource_state_multi img 'a=* b=/*'",
      { values: { a: "*", b: "/*" }, isCleared: false },
    ],
    [
      "the native form",
      "lb set img a=1 'b=x y'; lb version-name img v9",
      { values: { a: "1", b: "x y", versionName: "v9" }, isCleared: false },
    ],
    [
      "the native form, cleared",
      "lb set img a=1; lb set --clear img b=2",
      { values: { b: "2" }, isCleared: true },
    ],
    [
      "the older file form",
      "printf 'versionName=v3\\nexport q=\"a b\"\\n# no\\n' > $JOB_STATE/img.env",
      { values: { versionName: "v3", q: "a b" }, isCleared: false },
    ],
    [
      "an edited version.json",
      "sed -i 's#acme/app#acme/other#' $IMG_PATH/version.json",
      { values: { sourceName: "acme/other" }, isCleared: false },
    ],
  ])("%s", async (_, script, expected) => {
    const { result } = await agent.run({ outputs: [out], tasks: [taskOf(script)] });
    expect(result.status).toBe("success");
    expect(result.postings).toEqual([{ name: "img", ...expected }]);
  });

  test("nothing posted, nothing reported", async () => {
    expect((await agent.run({ outputs: [out] })).result.postings).toEqual([]);
  });

  test("sections post too, also after a failure", async () => {
    const { result } = await agent.run({
      outputs: [outputOf("verdict", { onFailure: true })],
      tasks: [taskOf("false")],
      onFailure: ["shipctl put_resource_state verdict LAST failed-$BUILD_NUMBER"],
    });
    expect(result.postings).toEqual([{ name: "verdict", isCleared: false, values: { LAST: "failed-7" } }]);
  });

  test("only an OUT or the job takes them", async () => {
    const script = "shipctl put_resource_state cfg a 1 || echo code $?; lb set nobody a=1 || echo code $?";
    const { log } = await agent.run({ inputs: [inputOf("cfg")], tasks: [taskOf(script)] });
    expect(log).toContain('shipctl: "cfg" is not an OUT of this job\ncode 1\n');
    expect(log).toContain('lb: "nobody" is neither an IN nor an OUT of this job\ncode 1\n');
  });

  test("the key that the language refuses is refused here too, not lost", async () => {
    const { result, log } = await agent.run({
      outputs: [outputOf("img", { type: "image" })],
      tasks: [taskOf("shipctl put_resource_state img __proto__ 1")],
    });
    expect(result.status).toBe("failure");
    expect(log).toContain("the name __proto__ can't be used");
  });

  test("any key and value arrives unchanged, in the step and back", async () => {
    // What neither an environment nor an argument can hold is left to the tests of its own.
    const text = fc
      .string({ unit: "binary", maxLength: 40 })
      .map((value) => value.replace(/[\0\ud800-\udfff]/g, ""));
    const special = fc.constantFrom(
      "'",
      '"',
      "$HOME",
      "`id`",
      "\\",
      "\n",
      "a=b",
      "é",
      "%s",
      "-n",
      " ",
      "!",
      "*",
    );
    const value = fc.array(fc.oneof(special, text), { maxLength: 6 }).map((parts) => parts.join(""));
    const key = value.filter(
      (candidate) =>
        !["", "__proto__"].includes(candidate) &&
        !candidate.includes("=") &&
        Buffer.byteLength(candidate) < 100,
    );
    await fc.assert(
      fc.asyncProperty(key, value, async (name, content) => {
        const { result } = await agent.run({
          outputs: [outputOf("img", { type: "image" })],
          tasks: [
            {
              ...taskOf('shipctl put_resource_state img "$KEY" "$VALUE"', 'lb state set env "$GIVEN"'),
              env: { KEY: name, VALUE: content },
            },
          ],
          env: { GIVEN: content },
        });
        expect(result.postings.find((posting) => posting.name === "img")?.values).toEqual({
          [name]: content,
        });
        expect(result.state.values).toEqual({ env: content });
      }),
      { numRuns: 40 },
    );
  });
});

describe("the message of a run", () => {
  test("is kept without the characters that can't be stored, and so are values", async () => {
    const script = [
      "printf 'x\\0y' > $JOB_MESSAGE",
      "mkdir -p $LANDBRIDGE_OUTBOX/k.ship-it; printf 'a\\0b' > $LANDBRIDGE_OUTBOX/k.ship-it/k.OWN",
      "printf 'K=1\\0002\\nPLAIN=3\\n' > $JOB_STATE/out.env",
      `sed -i 's/"propertyBag": {}/"propertyBag": {"LONE":"<\\\\ud800>"}/' OUT/out/version.json`,
    ];
    const { result, log } = await agent.run({
      tasks: [taskOf("cd $JOB_PATH", ...script)],
      outputs: [outputOf("out")],
    });
    expect(result.status).toBe("success");
    expect(result.message).toBe("xy");
    expect(result.state.values).toEqual({ OWN: "ab" });
    expect(result.postings.find(({ name }) => name === "out")?.values).toEqual({
      K: "12",
      PLAIN: "3",
      LONE: "<\uFFFD>",
    });
    const what = "NUL characters and broken characters can't be stored and are not kept.";
    for (const where of ["The message", "The values of ship-it", "The values of out"])
      expect(log).toContain(`${where}: ${what}`);
  });

  test.each([["echo 'shipped it' > $JOB_MESSAGE"], ["lb message 'shipped it'"]])("%s", async (script) => {
    expect((await agent.run({ tasks: [taskOf(script)] })).result.message).toBe("shipped it");
  });
});
