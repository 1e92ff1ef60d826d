import { expect, test } from "vitest";
import { yamlText } from "../../ui/yaml-text.ts";
import { declaredJob } from "./declared-job.ts";

const section = { script: [], notify: [] };

test("a definition reads in the words of the language, without what is so by default", () => {
  const definition = {
    name: "deploy",
    type: "runSh",
    steps: [
      { kind: "in", from: "app_image", isSwitchedOn: true, options: {} },
      {
        kind: "in",
        from: "staging",
        isSwitchedOn: false,
        pin: { kind: "name", versionName: "1.4" },
        options: {},
      },
      {
        kind: "task",
        name: "ship",
        runtime: {
          container: true,
          image: { name: "alpine", tag: "3.20", pull: false },
          env: { REGION: "eu" },
        },
        script: ["./ship.sh"],
      },
      { kind: "out", to: "prod_release", overwrite: true, replicateOnPullRequest: false, onFailure: false },
    ],
    dependencyMode: "strict",
    triggerMode: "serial",
    priority: 9999,
    runtime: { env: {} },
    integrations: [],
    flags: ["prod"],
    allowPublicAccess: false,
    sections: { onStart: section, onFailure: { script: ["cat log"], notify: [] }, always: section },
    options: {},
    place: { file: "landbridge.yml", line: 1, column: 1 },
  };
  expect(yamlText(declaredJob(definition))).toBe(`name: deploy
type: runSh
dependencyMode: strict
flags:
  - prod
steps:
  - IN: app_image
  - IN: staging
    switch: off
    versionName: "1.4"
  - TASK:
      name: ship
      runtime:
        container: true
        options:
          imageName: alpine
          imageTag: "3.20"
          env:
            REGION: eu
      script:
        - ./ship.sh
  - OUT: prod_release
    overwrite: true
on_failure:
  script:
    - cat log
`);
});

test("a definition of another shape is shown as it is", () => {
  expect(declaredJob({ something: "else" })).toEqual({ something: "else" });
});
