import { describe, expect, test } from "vitest";
import { isConfigFile, roleOfFile } from "./files.ts";

describe("files that are read", () => {
  test.each([
    "landbridge.yml",
    "landbridge.yaml",
    "landbridge.prod.yml",
    "landbridge.team.prod.yaml",
    "services/api/landbridge.yml",
    ".landbridge/jobs.yml",
    ".landbridge/jobs.yaml",
    "services/api/.landbridge/jobs.yml",
    "shippable.yml",
    "shippable.yaml",
    ".shippable.yml",
    "shippable.jobs.yml",
    "shippable.resources.yml",
    "shippable.triggers.yml",
    "shippable.templates.yml",
    "example.shippable.yml",
    "deploy/ci-shippable.jobs.yml",
  ])("%s", (path) => {
    expect(isConfigFile(path)).toBe(true);
  });
});

describe("files that are left alone", () => {
  test.each([
    "shippable.yml.example",
    "shippable.json",
    "shippable.secrets.yml",
    "mylandbridge.yml",
    "landbridge.yml.bak",
    "landbridge/jobs.yml",
    ".landbridge/deep/jobs.yml",
    "x.landbridge/jobs.yml",
    ".landbridge/notes.md",
    "docker-compose.yml",
    "",
  ])("%j", (path) => {
    expect(isConfigFile(path)).toBe(false);
  });
});

test.each([
  ["shippable.templates.yml", "templates"],
  ["./shippable.templates.yml", "templates"],
  ["landbridge.templates.yml", "templates"],
  [".landbridge/templates.yml", "templates"],
  ["api/shippable.templates.yml", "config"],
  ["my.shippable.templates.yml", "config"],
  ["shippable.yml", "config"],
])("%s is a %s file: templates are shared from the root only", (path, role) => {
  expect(roleOfFile(path)).toBe(role);
});
