import { AppError } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadFetchAllow, loadServerConfig } from "./config.ts";

function faultOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "";
}

describe("LANDBRIDGE_FETCH_ALLOW", () => {
  test.each([{}, { LANDBRIDGE_FETCH_ALLOW: "" }])("allows nothing when it is not set: %j", (env) => {
    const nothing = { hosts: new Set(), ranges: [] };
    expect(loadFetchAllow(env)).toEqual(nothing);
    expect(loadServerConfig({ ...env, LANDBRIDGE_DATA_DIR: "/data" }).fetchAllow).toEqual(nothing);
  });

  test("is the same for the server and for a command line, which has no other setting", () => {
    const env = { LANDBRIDGE_FETCH_ALLOW: "git.internal, 10.0.0.0/8" };
    const allowed = loadFetchAllow(env);
    expect([...allowed.hosts]).toEqual(["git.internal"]);
    expect(allowed.ranges.length).toBe(1);
    expect(loadServerConfig({ ...env, LANDBRIDGE_DATA_DIR: "/data" }).fetchAllow).toEqual(allowed);
  });

  test("is refused with the entry that can't be read", () => {
    const env = { LANDBRIDGE_FETCH_ALLOW: "git.internal http://other", LANDBRIDGE_DATA_DIR: "/data" };
    const fault =
      "CONFIGURATION_INVALID: Settings are not valid: LANDBRIDGE_FETCH_ALLOW: " +
      "http://other is neither the name of a host nor an address nor a range like 10.1.0.0/16.";
    expect(faultOf(() => loadFetchAllow(env))).toBe(fault);
    expect(faultOf(() => loadServerConfig(env))).toBe(fault);
  });
});
