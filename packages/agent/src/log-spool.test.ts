import fc from "fast-check";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLogSpool } from "./log-spool.ts";

const directory = mkdtempSync(join(tmpdir(), "landbridge-spool-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("a short log makes no file", () => {
  const spool = createLogSpool(join(directory, "short"));
  spool.append(Buffer.from("hello"));
  expect(spool.read(1, 3).toString()).toBe("ell");
  spool.close();
  expect(readdirSync(directory)).not.toContain("short");
});

test("gives back every byte that was not dropped, in memory or on disk", () => {
  const step = fc.oneof(
    fc.record({ append: fc.uint8Array({ maxLength: 40 }) }),
    fc.record({ read: fc.nat(300), length: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ drop: fc.nat(300) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const spool = createLogSpool(join(directory, "long"), 50);
      let all = Buffer.alloc(0);
      let dropped = 0;
      const wrong: number[] = [];
      for (const one of steps) {
        if ("append" in one) {
          spool.append(Buffer.from(one.append));
          all = Buffer.concat([all, one.append]);
        } else if ("drop" in one) {
          spool.drop(one.drop);
          dropped = Math.max(dropped, Math.min(one.drop, all.length));
        } else if (one.read >= dropped) {
          const bytes = spool.read(one.read, one.length);
          const isSame = bytes.equals(all.subarray(one.read, one.read + bytes.length));
          const isStuck = one.read < all.length && bytes.length === 0;
          wrong.push(...(isSame && !isStuck ? [] : [one.read]));
        }
        expect([spool.start(), spool.end()]).toEqual([dropped, all.length]);
      }
      spool.close();
      expect(wrong).toEqual([]);
    }),
  );
});

// A device that is always full, which only Linux has.
test.skipIf(!existsSync("/dev/full"))("keeps in memory what the disk does not take, and says so", () => {
  const spool = createLogSpool("/dev/full", 10);
  expect(spool.append(Buffer.from("first"))).toBe(true);
  expect(spool.append(Buffer.from(" and second"))).toBe(false);
  expect(spool.read(0, 100).toString()).toBe("first and second");
  spool.close();
});
