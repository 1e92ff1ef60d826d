import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, runCli } from "./support/cli-process.ts";
import { makeDirectory } from "./support/workspace.ts";

let server: Server;
let host: string;
let requests = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    if (request.url === "/common.yml") response.end("announce: &announce\n  - echo announced\n");
    else if (request.url === "/broken.yml") response.end("announce: &announce\n  - {not: a command}\n");
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ALLOWED = { env: { LANDBRIDGE_FETCH_ALLOW: "127.0.0.1" } };

/** A job whose script is what an address sets. */
function announcing(address: string): string {
  return makeDirectory({
    "landbridge.templates.yml": `externalReferences:\n  - ${address}\n`,
    "landbridge.yml": "jobs:\n  - {name: tell, type: runSh, steps: [{TASK: {script: *announce}}]}\n",
  });
}

describe("what a configuration names by address", () => {
  test.each([
    ["validate", ["--json"]],
    ["graph", ["--json"]],
    ["simulate", ["--event", "run:tell", "--json"]],
  ])("is fetched by %s", async (command, flags) => {
    const before = requests;
    const { code, stdout, stderr } = await runCli(
      [command, announcing(`${host}/common.yml`), ...flags],
      ALLOWED,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(command === "validate" ? '"problems":[]' : "tell");
    expect(requests).toBe(before + 1);
  });

  test("is a problem at its place when it can't be read", async () => {
    const directory = announcing(`${host}/gone.yml`);
    const { code, stdout } = await runCli(["validate", directory, "--json"], ALLOWED);
    expect(code).toBe(1);
    expect(jsonLines(stdout)[0]).toMatchObject({
      problems: [
        {
          code: "EXTERNAL_NOT_READABLE",
          file: join(directory, "landbridge.templates.yml"),
          line: 2,
          message: `\`${host}/gone.yml\` can't be read: Its server answers 404.`,
        },
      ],
    });
  });

  test("shows what is wrong in it under its address, with the line", async () => {
    const { code, stdout } = await runCli(["validate", announcing(`${host}/broken.yml`)], ALLOWED);
    expect(code).toBe(1);
    expect(stdout).toContain(`${host}/broken.yml:2:5 error INVALID_COMMAND`);
    expect(stdout).toContain("> 2 |   - {not: a command}");
  });

  test("in the own network is not fetched unless that is allowed", async () => {
    const before = requests;
    const { code, stdout } = await runCli(["validate", announcing(`${host}/common.yml`), "--json"]);
    expect(code).toBe(1);
    expect(stdout).toContain("unless LANDBRIDGE_FETCH_ALLOW names it");
    expect(requests).toBe(before);
  });

  test.each(["validate", "graph"])("is left alone by %s --offline, which says so", async (command) => {
    const before = requests;
    const directory = announcing("https://git.example.com/raw/common.yml");
    const { code, stdout, stderr } = await runCli([command, directory, "--offline"]);
    expect(code).toBe(0);
    expect(stdout + stderr).toContain("warning EXTERNAL_NOT_FETCHED");
    expect(stdout + stderr).not.toContain("error");
    expect(requests).toBe(before);
  });

  test("needs a setting that can be read", async () => {
    const env = { LANDBRIDGE_FETCH_ALLOW: "http://127.0.0.1" };
    const { code, stderr } = await runCli(["validate", announcing(`${host}/common.yml`)], { env });
    expect(code).toBe(2);
    expect(stderr).toContain("LANDBRIDGE_FETCH_ALLOW: http://127.0.0.1 is neither the name of a host");
  });
});
