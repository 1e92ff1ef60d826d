import { expect, test } from "vitest";
import { jobsNaming } from "./reference.ts";
import { input, job, output } from "./testing/line.ts";
import { createWorkflow } from "./workflow.ts";

test("a job names a thing as IN, as OUT, in passed, or to notify it", () => {
  const quiet = { script: [], notify: [] };
  const sections = { onStart: quiet, onSuccess: quiet, onFailure: quiet, onCancel: quiet, always: quiet };
  const line = createWorkflow({
    resources: [],
    jobs: [
      job("a", { steps: [input("x")] }),
      job("b", { steps: [output("x")] }),
      job("c", { steps: [input("y", { passed: ["x"] })] }),
      job("d", { sections: { ...sections, always: { script: [], notify: [{ name: "x", options: {} }] } } }),
      job("e", { steps: [input("y")] }),
    ],
  });
  expect(jobsNaming(line, "x")).toEqual(["a", "b", "c", "d"]);
});

test("10,000 names are looked up among 10,000 jobs at once, as a page of what was removed does", () => {
  const jobs = Array.from({ length: 10_000 }, (_, index) =>
    job(`j${index}`, { steps: [input(`r${index}`)] }),
  );
  const line = createWorkflow({ resources: [], jobs });
  const startedAt = performance.now();
  for (let index = 0; index < 10_000; index += 1) expect(jobsNaming(line, `r${index}`)).toHaveLength(1);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
