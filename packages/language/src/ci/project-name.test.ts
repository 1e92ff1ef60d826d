import { expect, test } from "vitest";
import { sanitizeProject } from "./project-name.ts";

test.each([
  ["web", "web"],
  ["alire-crates-ci", "alire-crates-ci"],
  ["site.web", "site_web"],
  ["my site (old)", "my_site_old_"],
  ["1st-repo", "1st-repo"],
  ["日本", "project"],
  ["", "project"],
  ["x".repeat(300), "x".repeat(190)],
])("the project %j begins names with %j", (project, expected) => {
  expect(sanitizeProject(project)).toBe(expected);
});
