import { describe, expect, test } from "vitest";
import { importJobs, lineOf, notExact } from "../testing/imported.ts";

describe("jobs", () => {
  test("a job of the oldest syntax is one of today's", () => {
    const imported = importJobs(`  - name: build
    type: runCLI
    steps:
      - GET: repo
        switch: "false"
      - TASK:
        - script: make
        - script: |
            make test
            echo done
      - PUT: img
    on_failure:
      - script: ./collect.sh
      - NOTIFY: chat
`);
    expect(imported.text).toBe(`jobs:
  - name: build
    type: runSh
    steps:
      - IN: repo
        switch: off
      - TASK:
          script:
            - make
            - |
              make test
              echo done
      - OUT: img
    on_failure:
      script:
        - ./collect.sh
      NOTIFY:
        - chat
`);
    expect(notExact(imported)).toEqual([]);
  });

  test("several tasks of one TASK, and steps that share an item, stand on their own", () => {
    const imported = importJobs(`  - name: a
    type: runSh
    steps:
      - IN: one
        OUT: two
        overwrite: true
      - TASK:
          - {name: first, script: [x]}
          - script: two
          - {name: last, runtime: {container: false}, script: z}
`);
    expect(imported.text).toContain(`      - IN: one
      - OUT: two
        overwrite: true
      - TASK:
          name: first
          script:
            - x
      - TASK:
          script:
            - two
      - TASK:
          name: last
          runtime:
            container: false
          script:
            - z
`);
  });

  test("the image and the environment stand under runtime.options", () => {
    const imported = importJobs(`  - name: a
    type: runSh
    runtime:
      imageName: alpine
      imageTag: 3.10
      timeoutMinutes: 5
      options:
        env: [A=1, {B: 007}]
    steps: [{TASK: {script: [x]}}]
`);
    expect(imported.text).toContain(`    runtime:
      timeoutMinutes: 5
      options:
        imageName: alpine
        imageTag: "3.10"
        env:
          - A: "1"
          - B: "007"
`);
  });

  test("keys of any other kind are carried over as they are, in their place", () => {
    const imported = importJobs(`  - name: d
    type: deploy
    method: upgrade
    steps:
      - IN: env
        applyTo: [web]
      - TASK: managed
        deployMethod: replace
`);
    expect(imported.text).toContain("    method: upgrade\n    steps:\n");
    expect(imported.text).toContain("      - TASK: managed\n        deployMethod: replace\n");
  });

  test("a job whose type no longer exists is left out, with all of its lines", () => {
    const imported = importJobs(`  - name: old
    type: jenkinsJob
    steps:
      - IN: a
  - name: new
    type: runSh
    steps: [{TASK: {script: [x]}}]
`);
    expect(imported.text).not.toContain("old");
    expect(notExact(imported)).toEqual([2, 3, 4, 5].map((line) => `${line} unsupported REMOVED_JOB_TYPE`));
  });

  test("what never had an effect is left out and told", () => {
    const imported = importJobs(`  - name: a
    type: runSh
    serial: true
    on_start:
      - script: echo never
      - NOTIFY: chat
    on_cancel:
    steps:
      - TASK: {script: [x], shell: zsh}
      - NOTIFY: chat
`);
    expect(imported.text).toBe(`jobs:
  - name: a
    type: runSh
    on_start:
      NOTIFY:
        - chat
    steps:
      - TASK:
          script:
            - x
`);
    expect(notExact(imported)).toEqual([
      "4 unsupported LEGACY_KEY",
      "6 unsupported SCRIPT_NOT_RUN",
      "8 approximate EMPTY_VALUE",
      "10 unsupported UNKNOWN_KEY",
      "11 unsupported LEGACY_STEP",
    ]);
  });

  test("what this version does not do yet is exact, and the report says so", () => {
    const imported = importJobs(`  - name: m
    type: runSh
    steps: [{TASK: {script: [x]}}]
    always: {NOTIFY: chat}
`);
    expect(lineOf(imported, "shippable.jobs.yml", 5)).toMatchObject({
      verdict: "exact",
      reason: expect.stringMatching(/\S/) as unknown,
      to: 8,
    });
  });
});
