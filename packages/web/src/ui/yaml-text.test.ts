import { expect, test } from "vitest";
import { yamlText } from "./yaml-text.ts";

test("a definition reads as it was written", () => {
  const definition = {
    name: "deploy",
    steps: [
      { IN: "app_image", switch: false },
      { TASK: { name: "ship", script: ["./ship.sh", "echo one\necho two\n"] } },
    ],
    flags: [],
    env: {},
  };
  expect(yamlText(definition)).toBe(`name: deploy
steps:
  - IN: app_image
    switch: false
  - TASK:
      name: ship
      script:
        - ./ship.sh
        - |
          echo one
          echo two
flags: []
env: {}
`);
});

test.each([
  ["true", '"true"'],
  ["off", "off"],
  ["1.20", '"1.20"'],
  ["1.1.0", "1.1.0"],
  ["1e3", '"1e3"'],
  ["a: b", '"a: b"'],
  ["", '""'],
  ["- x", '"- x"'],
  ["echo hello", "echo hello"],
  [3, "3"],
  [null, "null"],
])("%j is written %s", (value, text) => {
  expect(yamlText({ key: value })).toBe(`key: ${text}\n`);
});
