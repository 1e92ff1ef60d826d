import { describe, expect, test } from "vitest";
import { loadAgentConfig } from "./config.ts";

const minimal = { LANDBRIDGE_AGENT_TOKEN: "t" };

describe("the settings of an agent", () => {
  test("a token is enough", () => {
    const config = loadAgentConfig(minimal);
    expect(config).toMatchObject({
      server: "http://127.0.0.1:4600",
      token: "t",
      pool: "default",
      orphanGraceMs: 60_000,
    });
    expect(config.slots).toBeGreaterThanOrEqual(1);
    expect(config.name).not.toBe("");
    expect(Object.isFrozen(config)).toBe(true);
  });

  test("all come from the environment", () => {
    const env = {
      LANDBRIDGE_SERVER: "https://ci.example.com",
      LANDBRIDGE_AGENT_TOKEN: "secret",
      LANDBRIDGE_AGENT_NAME: "b1",
      LANDBRIDGE_AGENT_POOL: "big",
      LANDBRIDGE_AGENT_SLOTS: "3",
      LANDBRIDGE_AGENT_DIR: "/var/agent",
      LANDBRIDGE_AGENT_LABELS: "gpu, arm",
      LANDBRIDGE_AGENT_KEEP: "true",
    };
    expect(loadAgentConfig(env)).toMatchObject({
      server: "https://ci.example.com",
      token: "secret",
      name: "b1",
      pool: "big",
      slots: 3,
      directory: "/var/agent",
      labels: ["gpu", "arm"],
      keepWorkspaces: true,
    });
  });

  test("overrides win over the environment", () => {
    expect(loadAgentConfig(minimal, { token: "mine", slots: 2, parentPid: 12 })).toMatchObject({
      token: "mine",
      slots: 2,
      parentPid: 12,
    });
  });

  test("all faults are told together", () => {
    expect(() => loadAgentConfig({ LANDBRIDGE_SERVER: "ftp://x", LANDBRIDGE_AGENT_SLOTS: "0" })).toThrow(
      expect.objectContaining({
        code: "CONFIGURATION_INVALID",
        message:
          "The agent can't start: LANDBRIDGE_SERVER must be an http:// or https:// address; " +
          "LANDBRIDGE_AGENT_TOKEN is missing: an agent needs a registration token; " +
          "LANDBRIDGE_AGENT_SLOTS must be a whole number from 1 to 1000.",
      }),
    );
  });

  describe("what steps see of the machine", () => {
    const env = {
      ...minimal,
      PATH: "/bin",
      HOME: "/root",
      LC_ALL: "C",
      AWS_SECRET: "x",
      EDITOR: "vi",
      DATABASE_URL: "x",
      LD_PRELOAD: "x",
    };
    test("is what a command needs, and no credential", () => {
      expect(loadAgentConfig(env).machineEnvironment).toEqual({ PATH: "/bin", HOME: "/root", LC_ALL: "C" });
    });
    test("is more where the operator says so", () => {
      const { machineEnvironment } = loadAgentConfig({
        ...env,
        LANDBRIDGE_AGENT_PASS_ENV: "EDITOR, LD_PRELOAD",
      });
      expect(machineEnvironment).toEqual({ PATH: "/bin", HOME: "/root", LC_ALL: "C", EDITOR: "vi" });
    });
    test("may be all, but never the platform's own settings", () => {
      const { machineEnvironment } = loadAgentConfig(env, { passEnvironment: ["*"] });
      expect(Object.keys(machineEnvironment).toSorted()).toEqual([
        "AWS_SECRET",
        "EDITOR",
        "HOME",
        "LC_ALL",
        "PATH",
      ]);
    });
  });
});
