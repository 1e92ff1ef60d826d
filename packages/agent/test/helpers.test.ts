import { BUMPS, bumpVersion, parseSemanticVersion, textOfSemanticVersion } from "@landbridge/core";
import type { Bump } from "@landbridge/core";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const helpers = fileURLToPath(new URL("../helpers", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "landbridge-helpers-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Shell {
  readonly name: string;
  readonly command: readonly string[];
  readonly path: string;
}

function findShells(): readonly Shell[] {
  const shells: Shell[] = [];
  const path = process.env["PATH"] ?? "";
  for (const name of ["dash", "bash"]) {
    if (spawnSync(name, ["-c", ":"]).status === 0) shells.push({ name, command: [name], path });
  }
  if (spawnSync("busybox", ["true"]).status === 0) {
    // Nothing but busybox on the PATH: its own awk, od, tr, cp.
    const bin = join(root, "busybox");
    mkdirSync(bin);
    execFileSync("busybox", ["--install", "-s", bin]);
    shells.push({ name: "busybox", command: [join(bin, "ash")], path: bin });
  }
  return shells;
}

const shells = findShells();

interface Case {
  readonly run: readonly [string, ...string[]];
  readonly out?: string;
  readonly error?: string | RegExp;
  readonly code?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const version = {
  version: {
    versionNumber: 4,
    versionName: "v1.0",
    propertyBag: {
      sourceName: "acme/app",
      Sha: "c0ffee",
      text: 'a "quoted"\nline \\ é 😀',
      list: [1, { k: "v" }],
      on: true,
      params: { PORT: 80 },
      empty: "",
    },
  },
};

const cases: readonly Case[] = [
  { run: ["shipctl", "get_resource_id", "my-img"], out: "id-1\n" },
  { run: ["shipctl", "get_resource_type", "my-img"], out: "image\n" },
  { run: ["shipctl", "get_resource_operation", "my-img"], out: "IN\n" },
  { run: ["shipctl", "get_resource_name", "1st-my-img"], out: "STMYIMG\n" },
  { run: ["shipctl", "get_resource_meta", "my-img"], out: "BUILD/IN/my-img\n" },
  { run: ["shipctl", "get_resource_state", "my-img"], out: "BUILD/IN/my-img/image\n" },
  { run: ["shipctl", "get_resource_path", "my-img"], out: "BUILD/IN/my-img/image\n" },
  { run: ["shipctl", "get_resource_state", "the-job"], out: "BUILD/state\n" },
  { run: ["shipctl", "get_resource_version_name", "my-img"], out: "v1.0\n" },
  { run: ["shipctl", "get_resource_version_number", "my-img"], out: "4\n" },
  { run: ["shipctl", "get_resource_version_id", "my-img"], out: "version-1\n" },
  { run: ["shipctl", "get_resource_env", "my-img", "versionname"], out: "v1.0\n" },
  {
    run: ["shipctl", "get_resource_env", "my-img", "none"],
    error: 'shipctl: "my-img" has no none\n',
    code: 1,
  },
  {
    run: ["shipctl", "get_resource_env", "none", "id"],
    error: 'shipctl: "none" is neither an IN nor an OUT of this job\n',
    code: 1,
  },
  { run: ["shipctl", "get_resource_version_key", "my-img", "sourceName"], out: "acme/app\n" },
  { run: ["shipctl", "get_resource_version_key", "my-img", "SHA"], out: "c0ffee\n" },
  { run: ["shipctl", "get_resource_version_key", "my-img", "text"], out: 'a "quoted"\nline \\ é 😀\n' },
  { run: ["shipctl", "get_resource_version_key", "my-img", "list"], out: '[1,{"k":"v"}]\n' },
  { run: ["shipctl", "get_resource_version_key", "my-img", "on"], out: "true\n" },
  { run: ["shipctl", "get_resource_version_key", "my-img", "empty"], out: "\n" },
  { run: ["shipctl", "get_resource_version_key", "my-img", "versionNumber"], out: "4\n" },
  {
    run: ["shipctl", "get_resource_version_key", "my-img", "none"],
    error: 'shipctl: "my-img" has no value "none"\n',
    code: 1,
  },
  { run: ["shipctl", "get_resource_pointer_key", "my-img", "sourcename"], out: "acme/app\n" },
  { run: ["shipctl", "get_params_resource", "my-img", "port"], out: "80\n" },
  { run: ["lb", "get", "my-img", "text"], out: 'a "quoted"\nline \\ é 😀\n' },
  { run: ["lb", "info", "my-img", "versionNumber"], out: "4\n" },
  { run: ["lb", "path", "my-img"], out: "BUILD/IN/my-img/image\n" },
  { run: ["shipctl", "get_json_value", "x.json", "a.b[1].c"], out: "deep\n" },
  { run: ["shipctl", "get_json_value", "x.json", ".a.b[0]"], out: "null\n" },
  { run: ["shipctl", "get_json_value", "x.json", '["k.ey"]'], out: "-1.5e3\n" },
  {
    run: ["shipctl", "get_json_value", "x.json", ".a.b[9]"],
    error: "shipctl: there is nothing at .a.b[9]\n",
    code: 1,
  },
  { run: ["lb", "json", "x.json", ".a.b"], out: '[null, {"c": "deep"}]\n' },
  { run: ["shipctl", "sanitize_shippable_string", "1-a b_C.é"], out: "1ab_C\n" },
  { run: ["shipctl", "to_uppercase", "a-b é"], out: "A-B é\n" },
  {
    run: ["shipctl", "retry", "echo x >> tries; test $(wc -l < tries) -ge 3"],
    error: /attempt 2 of 3\n.*attempt 3 of 3\n$/,
  },
  { run: ["shipctl", "retry", "exit 7"], code: 7, error: "exited with 7, attempt 3 of 3" },
  { run: ["shippable_retry", "true"] },
  { run: ["lb", "retry", "printf", "%s|", "a b", "c"], out: "a b|c|" },
  { run: ["shipctl", "notify", "chat"], error: "shipctl notify is not in this version yet\n", code: 2 },
  {
    run: ["shipctl", "get_integration_field", "x", "y"],
    error: "shipctl get_integration_field is not in this version yet\n",
    code: 2,
  },
  {
    run: ["shipctl", "put_resource_state", "out"],
    error: "usage: shipctl put_resource_state RESOURCE KEY VALUE\n",
    code: 2,
  },
  { run: ["shipctl", "frobnicate"], error: 'shipctl: unknown command "frobnicate"\n', code: 2 },
  { run: ["lb", "set", "out", "novalue"], error: 'lb: "novalue" is not KEY=VALUE\n', code: 2 },
  {
    run: ["shipctl", "replicate", "my-img", "out", "--webhook-data-only"],
    error: "not in this version yet\n",
    code: 2,
  },
  {
    run: ["shipctl", "replicate", "my-img", "out"],
    error: 'shipctl: "my-img" is of type image, "out" of type state; replicate needs the same\n',
    code: 1,
  },
  ...(
    [
      ["1.2.3", "2.0.0", "1.3.0", "1.2.4", "1.2.3-alpha", "1.2.3-beta", "1.2.3-rc", "1.2.3"],
      ["1.2.3-alpha", "2.0.0", "1.3.0", "1.2.4", "1.2.3-alpha.1", "1.2.3-beta", "1.2.3-rc", "1.2.3"],
      ["1.2.3-beta.2", "2.0.0", "1.3.0", "1.2.4", "1.2.3-alpha", "1.2.3-beta.3", "1.2.3-rc", "1.2.3"],
      ["v4.0.0-rc.5", "v5.0.0", "v4.1.0", "v4.0.1", "v4.0.0-alpha", "v4.0.0-beta", "v4.0.0-rc.6", "v4.0.0"],
    ] as const
  ).flatMap(([from, ...results]) =>
    ["major", "minor", "patch", "alpha", "beta", "rc", "final"].map((action, index): Case => {
      return { run: ["shipctl", "bump_version", from, action], out: `${results[index]}\n` };
    }),
  ),
  // A release counts in the same way.
  ...[
    "1.2.3+build.5",
    "V1.9.9",
    "1.0.0-rc.9",
    "1.0.0-rc.1.2",
    "1.0.0-rc1",
    "1.0.0-rc.x",
    "1.0.0-x.7",
  ].flatMap((from) =>
    BUMPS.map((bump): Case => ({ run: ["lb", "bump", from, bump], out: `${bumped(from, bump)}\n` })),
  ),
  {
    run: ["shipctl", "bump_version", "not.a.version", "major"],
    error: 'shipctl: "not.a.version" is not a semantic version\n',
    code: 1,
  },
  { run: ["lb", "bump", "1.2.3", "sideways"], error: "is not one of", code: 2 },
];

/** What a release with that bump would be called. */
function bumped(from: string, bump: Bump): string {
  const version = parseSemanticVersion(from);
  return version ? textOfSemanticVersion(bumpVersion(version, bump)) : `${from} is none`;
}

/** Part of what a helper says. */
function asPattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

/** A workspace as the agent makes it, for one shell. */
function workspaceFor(name: string): {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
} {
  const directory = join(root, `run-${name}`);
  const build = join(directory, "build");
  for (const path of ["state", "previousState", "IN/my-img/image", "OUT/out/state"]) {
    mkdirSync(join(build, path), { recursive: true });
  }
  writeFileSync(
    join(build, "IN/my-img/version.json"),
    JSON.stringify(version, undefined, 2).replace(/\[\s+1,\s+{\s+"k": "v"\s+}\s+]/, '[1,{"k":"v"}]'),
  );
  writeFileSync(join(build, "x.json"), '\ufeff{"a": {"b": [null, {"c": "deep"}]}, "k.ey": -1.5e3}');
  return {
    directory,
    env: {
      JOB_NAME: "the-job",
      JOB_PATH: build,
      JOB_STATE: `${build}/state`,
      JOB_PREVIOUS_STATE: `${build}/previousState`,
      JOB_MESSAGE: `${directory}/message`,
      LANDBRIDGE_OUTBOX: `${directory}/outbox`,
      LANDBRIDGE_RETRY_PAUSE: "0",
      MYIMG_NAME: "my-img",
      MYIMG_ID: "id-1",
      MYIMG_TYPE: "image",
      MYIMG_OPERATION: "IN",
      MYIMG_META: `${build}/IN/my-img`,
      MYIMG_VERSIONNAME: "v1.0",
      MYIMG_VERSIONNUMBER: "4",
      MYIMG_VERSIONID: "version-1",
      OUT_NAME: "out",
      OUT_TYPE: "state",
      THEJOB_NAME: "the-job",
      THEJOB_TYPE: "runSh",
      LANG: "C.UTF-8",
    },
  };
}

test("the helpers are tried in dash and bash at least", () => {
  expect(shells.map((shell) => shell.name)).toEqual(expect.arrayContaining(["dash", "bash"]));
});

test("they are tried in busybox too, where the machine has it", (context) => {
  const hasBusybox = shells.some((shell) => shell.name === "busybox");
  context.skip(!hasBusybox, "busybox is not on this machine");
  expect(hasBusybox).toBe(true);
});

describe.each(shells)("in $name", ({ name, command: [shell = "sh", ...shellArgs], path }) => {
  const { directory, env } = workspaceFor(name);
  const build = join(directory, "build");

  function call([program, ...args]: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const script = join(helpers, program ?? "");
    return spawnSync(shell, [...shellArgs, script, ...args], {
      cwd: build,
      // A socket would make bash think that it was called from afar, and read its start-up files.
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...env, ...more, PATH: path },
      encoding: "utf8",
    });
  }

  test.each(cases.map((one) => [one.run.join(" "), one] as const))(
    "%s",
    (_, { run, out, error = "", code = 0, env: more }) => {
      const result = call(run, more);
      expect({ code: result.status, error: result.stderr }).toMatchObject({ code });
      expect(result.stdout.replaceAll(build, "BUILD")).toBe(out ?? "");
      expect(result.stderr).toMatch(error instanceof RegExp ? error : error === "" ? /^$/ : asPattern(error));
    },
  );

  test("values are written exactly, under any key", () => {
    const value = " '\"$x`\\\n=é\n\n";
    expect(call(["lb", "set", "out", `k e/y=${value}`, "plain-1.x=2"]).status).toBe(0);
    expect(
      readFileSync(join(directory, `outbox/k.out/x.${Buffer.from("k e/y").toString("hex")}`), "utf8"),
    ).toBe(value);
    expect(readFileSync(join(directory, "outbox/k.out/k.plain-1.x"), "utf8")).toBe("2");
    expect(call(["lb", "get", "out", "k e/y"]).stdout).toBe(`${value}\n`);
  });

  test("files go to the state and come back, directories too", () => {
    mkdirSync(join(build, "d/e"), { recursive: true });
    writeFileSync(join(build, "d/e/f.txt"), "content");
    expect(call(["shipctl", "copy_file_to_state", "d"]).stderr).toBe("");
    expect(call(["shipctl", "copy_file_to_resource_state", "d/e/f.txt", "out"]).stderr).toBe("");
    expect(call(["lb", "file", "load", "f.txt", "out", "--to", "new/place.txt"]).stderr).toBe("");
    expect(call(["shipctl", "copy_file_from_resource_state", "the-job", "d", "again"]).stderr).toBe("");
    expect(readFileSync(join(build, "state/d/e/f.txt"), "utf8")).toBe("content");
    expect(readFileSync(join(build, "new/place.txt"), "utf8")).toBe("content");
    expect(readFileSync(join(build, "again/e/f.txt"), "utf8")).toBe("content");
    const missing = call(["shipctl", "copy_file_from_prev_state", "none", "."]);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain("there is no file none in");
  });

  test("replace fills a file from the environment, in place", () => {
    writeFileSync(join(build, "t.txt"), "a $X ${X}y $1 $$ ${NONE}. $X_Y\nend without break");
    expect(call(["shipctl", "replace", "t.txt"], { X: "1 & \\ $X", X_Y: "z" }).stderr).toBe("");
    expect(readFileSync(join(build, "t.txt"), "utf8")).toBe(
      "a 1 & \\ $X 1 & \\ $Xy $1 $$ . z\nend without break",
    );
  });

  test("help names every command", () => {
    expect(call(["lb", "help"]).stdout).toContain("lb set [--clear] R KEY=VALUE…");
    expect(call(["lb"]).status).toBe(0);
  });
});
