import { expect, test } from "vitest";
import { planSocketDirectory } from "./socket-directory.ts";

const deep = `/srv/${"d".repeat(90)}`;
const temporary = ["/tmp", "/fallback"];

test("the socket lies beside the cluster while its path is short enough", () => {
  expect(planSocketDirectory("/srv/landbridge", temporary)).toBe("/srv/landbridge/postgres-socket");
});

test("a deep home has its socket in a temporary directory, the same at every start and no other home's", () => {
  const directory = planSocketDirectory(deep, temporary);
  expect(directory).toMatch(/^\/tmp\/landbridge-[0-9a-f]{16}$/);
  expect(planSocketDirectory(deep, temporary)).toBe(directory);
  expect(planSocketDirectory(`${deep}e`, temporary)).not.toBe(directory);
});

test("a temporary directory that is deep itself is passed over", () => {
  expect(planSocketDirectory(deep, [deep, "/fallback"])).toMatch(/^\/fallback\//);
});

test("length is counted in bytes, as the system does", () => {
  expect(planSocketDirectory(`/srv/${"ü".repeat(45)}`, temporary)).toMatch(/^\/tmp\//);
});
