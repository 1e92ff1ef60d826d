import { describe, expect, test } from "vitest";
import { importFiles, lineOf, notExact } from "../testing/imported.ts";

describe("the CI part", () => {
  test("of the root is carried over as it is", () => {
    const imported = importFiles({
      "shippable.yml": `language: node_js
node_js:
  - "8"
build:
  ci: [npm ci, npm test]
jobs:
  - {name: web_runCI, type: runCI}
`,
    });
    expect(imported.text).toBe(`language: node_js

node_js:
  - "8"

build:
  ci: [npm ci, npm test]

jobs:
  - name: web_runCI
    type: runCI
`);
  });

  test("keeps old keys, and says which of them have no effect and which are read", () => {
    const text = `language: ruby
dist: trusty
cache: true

install:
  - bundle

integrations:
  deploy:
    - integrationName: cloud
`;
    const imported = importFiles({ "shippable.yml": text });
    expect(imported.text).toBe(text);
    expect(notExact(imported)).toEqual(["2 unsupported LEGACY_KEY", "9 unsupported LEGACY_KEY"]);
    expect(lineOf(imported, "shippable.yml", 3)).toMatchObject({ verdict: "exact", code: "LEGACY_KEY" });
  });

  test("of another folder would come into effect in the root, and is left out", () => {
    const job = "jobs:\n  - {name: a, type: runSh, steps: [{TASK: {script: [x]}}]}\n";
    const imported = importFiles({ "deep/shippable.yml": `language: go\n${job}` });
    expect(imported.text).not.toContain("go");
    expect(notExact(imported)).toEqual(["1 unsupported CI_NOT_IN_ROOT"]);
  });

  test("of the root counts where its path begins with ./ too", () => {
    const imported = importFiles({
      "./a.shippable.yml": "language: go\n",
      "./shippable.yml": "language: node_js\n",
    });
    expect(imported.text).toBe("language: node_js\n");
    expect(notExact(imported)).toEqual(["1 unsupported CI_GIVEN_TWICE"]);
  });

  test("of a second file in the root never counted", () => {
    const imported = importFiles({
      "a.shippable.yml": "language: go\n",
      "shippable.yml": "language: node_js\n",
    });
    expect(imported.text).toBe("language: node_js\n");
    expect(notExact(imported)).toEqual(["1 unsupported CI_GIVEN_TWICE"]);
  });
});
