import { expect, test } from "vitest";
import { timesOfNotification } from "./ci-notification.ts";

const DEFAULTS = { success: "change", failure: "always", start: "never", pullRequest: "always" };

test.each([
  ["email", { ...DEFAULTS, cancel: "always" }],
  ["irc", { ...DEFAULTS, cancel: "always" }],
  ["hipchat", { ...DEFAULTS, cancel: "always" }],
  ["slack", { ...DEFAULTS, cancel: "change" }],
  ["webhook", { ...DEFAULTS, cancel: "always" }],
])("what a notification by %s does without a word about it", (type, expected) => {
  expect(timesOfNotification(type, {})).toEqual(expected);
});

test("a cancelled run is told by e-mail as a failed one is; a webhook has a default of its own", () => {
  expect(timesOfNotification("email", { failure: "never" }).cancel).toBe("never");
  expect(timesOfNotification("webhook", { failure: "never" }).cancel).toBe("always");
  expect(timesOfNotification("email", { failure: "never", cancel: "change" }).cancel).toBe("change");
});
