import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { makeCliHome } from "./cli-home.ts";
import type { CliHome } from "./cli-home.ts";
import { jsonLines, runCli, startCli } from "./cli-process.ts";
import type { Finished } from "./cli-process.ts";

/** `landbridge up` of one workflow, and the other commands against its server. */
export interface Installation {
  readonly home: CliHome;
  readonly url: string;
  readonly signInUrl: string;
  landbridge(...args: readonly string[]): Promise<Finished>;
  /** The last line of JSON of a command that has to succeed. */
  json(...args: readonly string[]): Promise<unknown>;
  close(): Promise<void>;
}

export async function startInstallation(workflow: string): Promise<Installation> {
  const home = makeCliHome();
  const flow = join(home.directory, "flow");
  mkdirSync(flow);
  writeFileSync(join(flow, "landbridge.yml"), workflow);
  const data = join(home.directory, "installation");
  const up = startCli(["up", flow, "--data-dir", data, "--port", "0", "--json"], { env: home.env });
  const close = async (): Promise<void> => {
    await up.end();
    await home.close();
  };
  const [line = ""] = await up.says(/^\{"url".*\}$/m).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const ready: { readonly url: string; readonly signInUrl: string } = JSON.parse(line);
  const landbridge = (...args: readonly string[]): Promise<Finished> =>
    runCli([...args, "--server", ready.url], { env: home.env });
  return {
    home,
    ...ready,
    landbridge,
    async json(...args) {
      const { code, stdout, stderr } = await landbridge(...args, "--json");
      expect({ args, code, stderr, error: code === 0 ? "" : stdout }).toEqual({
        args,
        code: 0,
        stderr: "",
        error: "",
      });
      return jsonLines(stdout).at(-1);
    },
    close,
  };
}
