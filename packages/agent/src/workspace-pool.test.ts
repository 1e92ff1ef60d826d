import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WorkspacePaths } from "./environment.ts";
import { createWorkspacePool } from "./workspace-pool.ts";
import type { WorkspacePool } from "./workspace-pool.ts";
import { workspacePaths } from "./workspace.ts";
import type { InputDirectory } from "./workspace.ts";

let directory: string;
let pool: WorkspacePool;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "landbridge-pool-"));
  mkdirSync(join(directory, "runs"));
  pool = createWorkspacePool(directory, 2);
});
afterEach(() => {
  pool.close();
  rmSync(directory, { recursive: true, force: true });
});

const ROOT: InputDirectory = { name: "root", type: "runSh" };
const CONFIG: InputDirectory = { name: "config", type: "params" };

/** As a run does: opens the workspace and writes what its inputs hold. */
function openFor(run: string, inputs: readonly InputDirectory[]): WorkspacePaths {
  const paths = workspacePaths(directory, run);
  pool.open(paths, inputs);
  for (const { name, type } of inputs) {
    mkdirSync(`${paths.build}/IN/${name}/${type}`, { recursive: true });
    writeFileSync(`${paths.build}/IN/${name}/version.json`, run);
  }
  return paths;
}

const inodeOf = (path: string): number => statSync(path).ino;
const below = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true }).map(String).toSorted();

describe("the next run's workspace", () => {
  test("is the one that the last run left as it was, under its new name", async () => {
    const first = openFor("run1", [ROOT]);
    const inode = inodeOf(`${first.build}/IN/root/version.json`);
    await pool.giveBack(first, [ROOT]);
    const second = openFor("run2", [ROOT]);
    expect(inodeOf(`${second.build}/IN/root/version.json`)).toBe(inode);
    expect(readFileSync(`${second.build}/IN/root/version.json`, "utf8")).toBe("run2");
    expect(readdirSync(join(directory, "runs"))).toEqual(["run2"]);
  });

  test.each([
    ["another name and type", [ROOT], [CONFIG]],
    ["fewer inputs", [CONFIG, ROOT], [ROOT]],
    ["more inputs", [ROOT], [CONFIG, ROOT]],
    ["no input", [ROOT], []],
    ["the same name with another type", [ROOT], [{ name: "root", type: "params" }]],
  ])("has just its own inputs: %s", async (_, before, after) => {
    await pool.giveBack(openFor("run1", before), before);
    const paths = openFor("run2", after);
    expect(below(`${paths.build}/IN`)).toEqual(
      after.flatMap(({ name, type }) => [name, `${name}/${type}`, `${name}/version.json`]).toSorted(),
    );
    expect(readdirSync(paths.build).toSorted()).toEqual(["IN", "OUT", "previousState", "shared", "state"]);
  });

  test.each<[string, (paths: WorkspacePaths) => void]>([
    ["a file in the input", (paths) => writeFileSync(`${paths.build}/IN/root/runSh/notes`, "")],
    ["a file beside the input", (paths) => writeFileSync(`${paths.build}/IN/notes`, "")],
    ["a file in the state", (paths) => writeFileSync(`${paths.state}/notes`, "")],
    ["a file beside the build", (paths) => writeFileSync(`${paths.run}/message`, "")],
    [
      "a link in place of version.json",
      (paths) => {
        unlinkSync(`${paths.build}/IN/root/version.json`);
        symlinkSync(join(directory, "elsewhere"), `${paths.build}/IN/root/version.json`);
      },
    ],
    [
      "a second name of version.json",
      (paths) => linkSync(`${paths.build}/IN/root/version.json`, join(directory, "elsewhere")),
    ],
  ])("is a new one when a script left %s", async (_, leave) => {
    const first = openFor("run1", [ROOT]);
    leave(first);
    await pool.giveBack(first, [ROOT]);
    expect(readdirSync(join(directory, "runs"))).toEqual([]);
    expect(readdirSync(join(directory, "spare"))).toEqual([]);
    const second = openFor("run2", [ROOT]);
    expect(below(second.run)).toEqual([
      "build",
      "build/IN",
      "build/IN/root",
      "build/IN/root/runSh",
      "build/IN/root/version.json",
      "build/OUT",
      "build/previousState",
      "build/shared",
      "build/state",
    ]);
  });
});
