import { describe, expect, test } from "vitest";
import { NOTHING_ALLOWED, faultOfAddress, parseAllowList } from "./allow-list.ts";
import type { AllowList } from "./allow-list.ts";

function listOf(text: string): AllowList {
  const parsed = parseAllowList(text);
  if (!parsed.ok) throw new Error(`not allowed: ${parsed.entry}`);
  return parsed.list;
}

describe("without anything allowed", () => {
  test.each([
    ["127.0.0.1", "is the server's own machine"],
    ["127.255.0.3", "is the server's own machine"],
    ["0.0.0.0", "is the server's own machine"],
    ["::1", "is the server's own machine"],
    ["::", "is the server's own machine"],
    ["10.0.0.1", "is a private address"],
    ["172.16.0.1", "is a private address"],
    ["172.31.255.255", "is a private address"],
    ["192.168.1.1", "is a private address"],
    ["100.64.0.1", "is a private address"],
    ["100.100.100.200", "is a private address"],
    ["fd00:ec2::254", "is a private address"],
    ["169.254.169.254", "is a link-local address"],
    ["fe80::1", "is a link-local address"],
    ["224.0.0.1", "is an address of many"],
    ["255.255.255.255", "is an address of many"],
    ["ff02::1", "is an address of many"],
    ["168.63.129.16", "gives out secrets of the machine"],
    ["::ffff:127.0.0.1", "is the server's own machine"],
    ["::ffff:10.0.0.1", "is a private address"],
    ["::ffff:7f00:1", "is the server's own machine"],
    ["64:ff9b::7f00:1", "is not a public address"],
    ["2002:7f00:1::", "is not a public address"],
    ["2001:0:7f00:1::", "is not a public address"],
    ["192.0.0.192", "is not a public address"],
    ["198.51.100.1", "is not a public address"],
    ["240.0.0.1", "is not a public address"],
    ["2001:db8::1", "is not a public address"],
    ["somewhere", "is no address"],
  ])("%s %s", (address, fault) => {
    expect(faultOfAddress(address, NOTHING_ALLOWED)).toBe(fault);
  });

  test.each(["1.1.1.1", "172.32.0.1", "100.128.0.1", "8.8.8.8", "2606:4700::1111", "::ffff:1.1.1.1"])(
    "%s is open",
    (address) => expect(faultOfAddress(address, NOTHING_ALLOWED)).toBeUndefined(),
  );
});

test.each([
  ["10.0.0.5", "10.0.0.5", true],
  ["10.0.0.5", "10.0.0.6", false],
  ["10.0.0.5", "::ffff:10.0.0.5", true],
  ["10.1.0.0/16, fd00::/8", "10.1.255.255", true],
  ["10.1.0.0/16, fd00::/8", "fd12::1", true],
  ["10.1.0.0/16, fd00::/8", "10.2.0.0", false],
  ["fd00::/8", "10.2.0.0", false],
  ["::1", "::1", true],
  ["168.63.129.16", "168.63.129.16", true],
])("allowing %s, is %s open: %s", (allowed, address, isOpen) => {
  expect(faultOfAddress(address, listOf(allowed)) === undefined).toBe(isOpen);
});

test("hosts are names in small letters, with commas and blanks between", () => {
  expect([...listOf(" Git.Internal., build-1,\n x_y.z ").hosts]).toEqual([
    "git.internal",
    "build-1",
    "x_y.z",
  ]);
});

test.each([
  "http://git.internal",
  "10.0.0.0/33",
  "10.0.0",
  "1.2.3.4.5",
  "0x7f.1",
  "*.internal",
  "a..b",
  "-a",
  "a/b",
])("%s is no entry", (entry) => expect(parseAllowList(`ok ${entry}`)).toEqual({ ok: false, entry }));
