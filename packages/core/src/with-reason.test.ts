import { expect, test } from "vitest";
import { withReason } from "./with-reason.ts";

test("a reason that is a sentence of its own follows a stop, and any other a colon", () => {
  expect(withReason("Did not start", "There is no version of app yet.")).toBe(
    "Did not start. There is no version of app yet.",
  );
  expect(withReason("Did not start", "app is pinned to app@3.")).toBe(
    "Did not start: app is pinned to app@3.",
  );
});
