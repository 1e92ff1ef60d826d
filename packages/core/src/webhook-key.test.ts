import { expect, test } from "vitest";
import { withoutWebhookKey, withoutWebhookKeys } from "./webhook-key.ts";

test("the key is hidden, also in the address, and nothing else is", () => {
  const values = {
    webhookKey: "k3y",
    webhookUrl: "http://go:k3y@localhost:4600/hook",
    payload: { webhookKey: 1 },
  };
  expect(withoutWebhookKey(values)).toEqual({
    webhookKey: "•••",
    webhookUrl: "http://go:•••@localhost:4600/hook",
    payload: { webhookKey: 1 },
  });
  expect(withoutWebhookKey({ payload: null })).toEqual({ payload: null });
});

test("that a key changes is told, and which keys they are is not", () => {
  const fields = [
    { path: "versionTemplate.webhookKey", before: "a", after: "b" },
    { path: "versionTemplate", after: { webhookKey: "a", note: "n" } },
    { path: "flags", before: ["x"] },
  ];
  expect(withoutWebhookKeys(fields)).toEqual([
    { path: "versionTemplate.webhookKey", before: "•••", after: "•••" },
    { path: "versionTemplate", after: { webhookKey: "•••", note: "n" } },
    { path: "flags", before: ["x"] },
  ]);
});
