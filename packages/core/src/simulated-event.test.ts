import { expect, test } from "vitest";
import { EVENT_FORMS, parseSimulatedEvent } from "./simulated-event.ts";

test.each([
  ["version:app", { kind: "version", resource: "app" }],
  ["version:app@1.2@rc", { kind: "version", resource: "app", versionName: "1.2@rc" }],
  ["run:build", { kind: "run", job: "build" }],
  ["approve:ship", { kind: "approve", job: "ship" }],
  ["cancel:a:b", { kind: "cancel", job: "a:b" }],
  ["pin:ship/app@12", { kind: "pin", job: "ship", input: "app", number: 12 }],
  ["unpin:ship/app", { kind: "unpin", job: "ship", input: "app" }],
  ["quarantine:app@3", { kind: "quarantine", name: "app", number: 3 }],
  ["release:app@3", { kind: "release", name: "app", number: 3 }],
  ["advance:90s", { kind: "advance", milliseconds: 90_000 }],
  ["advance:15m", { kind: "advance", milliseconds: 900_000 }],
  ["advance:1h30m", { kind: "advance", milliseconds: 5_400_000 }],
  ["advance:3d", { kind: "advance", milliseconds: 259_200_000 }],
])("%s", (text, event) => expect(parseSimulatedEvent(text)).toEqual(event));

test.each([
  "",
  "build",
  "run:",
  "fly:build",
  "version:@1",
  "pin:ship/app",
  "pin:app@1",
  "pin:ship/app@0",
  "unpin:ship/app@1",
  "quarantine:app",
  "advance:",
  "advance:0s",
  "advance:9",
  "advance:-1s",
  "advance:99999d",
])("%j is no event", (text) => expect(parseSimulatedEvent(text)).toBeUndefined());

test("every form that is offered is read", () => {
  for (const form of EVENT_FORMS) {
    const text = form
      .replace(/\[.*\]/, "")
      .replace("NUMBER", "1")
      .replace("DURATION", "2h");
    expect(parseSimulatedEvent(text), form).toBeDefined();
  }
});
