import { expect, test } from "vitest";
import { linkNames } from "./link-names.ts";

const names = { jobs: new Set(["deploy_eu", "build"]), resources: new Set(["app_image"]) };
const read = (sentence: string): string[] =>
  linkNames(sentence, names).map((part) =>
    part.kind === "words" ? part.text : `<${part.kind} ${part.text}>`,
  );

test.each([
  ["Waits for deploy_eu #12 to end.", ["Waits for ", "<run deploy_eu #12>", " to end."]],
  ["app_image has version 41", ["<resource app_image>", " has version 41"]],
  [
    "Nothing has changed app_image or build yet.",
    ["Nothing has changed ", "<resource app_image>", " or ", "<job build>", " yet."],
  ],
  [
    "rebuild and build_all are other names than build.",
    ["rebuild and build_all are other names than ", "<job build>", "."],
  ],
  ["Never ran: only a person can start it.", ["Never ran: only a person can start it."]],
  ["", []],
])("%j", (sentence, parts) => {
  expect(read(sentence)).toEqual(parts);
});
