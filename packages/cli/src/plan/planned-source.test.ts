import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceView } from "@landbridge/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourceOfPath } from "./planned-source.ts";

let place: string;
/** A checkout of acme/shop, and a directory that is in no repository. */
let checkout: string;
let plain: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "landbridge-planned-"));
  checkout = join(place, "checkout");
  plain = join(place, "plain");
  mkdirSync(plain);
  execFileSync("git", ["init", "--quiet", checkout]);
  execFileSync("git", ["-C", checkout, "remote", "add", "origin", "git@git.example.com:acme/shop.git"]);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function source(name: string, location: string): SourceView {
  const kind = location.startsWith("/") ? "directory" : "git";
  return { id: name, name, kind, location, isPaused: false };
}

describe("with one source, which is", () => {
  test("the repository of the checkout: that one, without a word", () => {
    const shop = source("shop", "https://git.example.com/acme/shop");
    expect(sourceOfPath(checkout, [shop])).toEqual({ source: shop, path: checkout, project: "shop" });
  });

  test("another repository: a checkout is a new source, and is told how to be that one", () => {
    expect(sourceOfPath(checkout, [source("ops", "https://git.example.com/acme/ops")])).toEqual({
      path: checkout,
      project: "shop",
      note: `The source ops does not read ${checkout}: it is planned as a new one; \`--source ops\` plans it in the place of that source.`,
    });
  });

  test("a directory elsewhere: a new source, of a checkout as of a plain directory", () => {
    for (const path of [checkout, plain]) {
      const found = sourceOfPath(path, [source("ops", "/srv/ops")]);
      expect(found.source).toBeUndefined();
      expect(found.note).toContain("`--source ops` plans it in the place of that source.");
    }
  });

  test("a repository, and the directory says nothing of where it is from: that one, with a note", () => {
    const ops = source("ops", "https://git.example.com/acme/ops");
    expect(sourceOfPath(plain, [ops])).toMatchObject({
      source: ops,
      note: expect.stringContaining("is planned in the place of ops, the only source"),
    });
  });
});

test("without any source there is nothing to say", () => {
  expect(sourceOfPath(plain, [])).toEqual({ path: plain, project: "plain" });
});
