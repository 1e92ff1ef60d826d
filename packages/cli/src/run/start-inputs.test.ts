import { createWorkflow } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { expect, test } from "vitest";
import { inputsOfStarts } from "./start-inputs.ts";

const text = `
jobs:
  - {name: a, type: runSh, inputs: [{name: REGION, type: string}, {name: COUNT, type: number, default: 1}], steps: [{TASK: [a]}]}
  - {name: b, type: runSh, inputs: [{name: REGION, type: choice, options: [eu, us], default: eu}], steps: [{TASK: [b]}]}
  - {name: c, type: runSh, steps: [{TASK: [c]}]}
`;
const workflow = createWorkflow(loadWorkflow([{ path: "landbridge.yml", text }]).definition);

test("each started job gets the values that it declares", () => {
  const inputs = inputsOfStarts(workflow, ["a", "b", "c"], { REGION: "us", COUNT: "3" });
  expect(Object.fromEntries(inputs)).toEqual({
    a: { REGION: "us", COUNT: "3" },
    b: { REGION: "us" },
    c: {},
  });
});

test("what is missing, does not fit, or nobody asks for is told at once", () => {
  expect(() => inputsOfStarts(workflow, ["a", "b"], { COUNT: "many", SIZE: "1" })).toThrow(
    'a: The input REGION has no value. a: The input COUNT must be a number, but is "many". No job that is started has an input named SIZE.',
  );
  expect(() => inputsOfStarts(workflow, ["b"], { REGION: "uk" })).toThrow(
    "b: The input REGION must be one of eu",
  );
});
