import { expect, test } from "vitest";
import { pathAmong } from "./path-argument.ts";

const isPath = (text: string): boolean => text.includes("/");

test("a path after an option of several values is found among them", () => {
  expect(pathAmong(undefined, [["run:a", "examples/hello"]], isPath)).toEqual({
    path: "examples/hello",
    lists: [["run:a"]],
  });
});

test("a path given in its own place leaves the values alone", () => {
  expect(pathAmong("here", [["run:a", "examples/hello"]], isPath)).toEqual({
    path: "here",
    lists: [["run:a", "examples/hello"]],
  });
});

test("without a path it is the current directory; the first value is never the path", () => {
  expect(pathAmong(undefined, [["a/b"], undefined], isPath)).toEqual({ path: ".", lists: [["a/b"], []] });
});
