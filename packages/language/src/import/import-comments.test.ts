import { describe, expect, test } from "vitest";
import { importFiles, importJobs, lineOf, notExact } from "../testing/imported.ts";

describe("comments", () => {
  test("stay above, beside and below what they are about", () => {
    const imported = importFiles({
      "shippable.yml": `# Assembly line of acme.

# owned by ops
jobs: # all of them
  # compiles
  - name: a
    type: runCLI # old
    steps:
      - TASK:
        # the build
        - script: make # fast
        # - script: make slow
  # last
`,
    });
    expect(imported.text).toBe(`# Assembly line of acme.

# owned by ops
jobs: # all of them
  # compiles
  - name: a
    type: runSh # old
    steps:
      - TASK:
          script:
            # the build
            - make # fast
            # - script: make slow
            # last
`);
    expect(notExact(imported)).toEqual([]);
  });

  test("a list in brackets gives way to lines when a comment stands in it", () => {
    const imported = importFiles({
      "shippable.yml": `resources:
  - name: r
    type: gitRepo
    integration: gh
    versionTemplate:
      sourceName: acme/app
      branches: {only: [main,
        # since May
        dev]}
`,
    });
    expect(imported.text).toContain(`      branches:
        only:
          - main
          # since May
          - dev
`);
  });

  test("a hash in a script is no comment", () => {
    const script = "            # not a comment\n            echo '#'\n";
    const imported = importJobs(`  - name: a
    type: runSh
    steps:
      - TASK:
        - script: |
${script}`);
    expect(imported.text).toContain(
      "            - |\n              # not a comment\n              echo '#'\n",
    );
    expect(lineOf(imported, "shippable.jobs.yml", 7)).toMatchObject({ verdict: "exact" });
  });

  test("those of what is left out are told", () => {
    const imported = importJobs(`  - name: a
    type: runSh
    steps:
      - TASK: {script: [x]}
    on_start:
      # nobody sees this
      - script: y # nor this
`);
    expect(notExact(imported)).toEqual([
      "6 unsupported SCRIPT_NOT_RUN",
      "7 approximate COMMENT_NOT_CARRIED",
      "8 unsupported SCRIPT_NOT_RUN",
    ]);
  });

  test("those of a file that holds nothing else head the new one", () => {
    const imported = importFiles({
      "shippable.resources.yml": "resources:\n  - {name: s, type: state}\n",
      "shippable.triggers.yml": "# none yet\n",
    });
    expect(imported.text).toBe("# none yet\n\nresources:\n  - name: s\n    type: state\n");
    expect(notExact(imported)).toEqual([]);
  });
});
