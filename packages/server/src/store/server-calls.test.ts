import { expect, test } from "vitest";
import { textOfCall } from "./server-calls.ts";

test("a call says which pools have runs, as long as PostgreSQL can carry it", () => {
  expect(textOfCall({ kind: "canceled" })).toBe("canceled");
  expect(textOfCall({ kind: "queued", pools: ["default", "with gpu"] })).toBe('["default","with gpu"]');
  const many = Array.from({ length: 500 }, (_, n) => `pool of the number ${String(n)}`);
  expect(textOfCall({ kind: "queued", pools: many })).toBe("queued");
});
