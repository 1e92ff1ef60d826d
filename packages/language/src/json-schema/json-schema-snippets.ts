import type { JsonObject } from "@landbridge/core";

// Offered by editors that know `defaultSnippets` (VS Code with a YAML language server); others pass over it.

export const JOB_SNIPPETS: readonly JsonObject[] = [
  {
    label: "job",
    description: "A job that runs commands",
    body: {
      name: "${1:my_job}",
      type: "runSh",
      steps: [{ IN: "${2:my_repo}" }, { TASK: { name: "${3:compile}", script: ["${4:make}"] } }],
    },
  },
  {
    label: "gated job",
    description: "A job that waits to be started by hand",
    body: {
      name: "${1:deploy}",
      type: "runSh",
      steps: [
        { IN: "${2:my_job}", switch: "off" },
        { TASK: { name: "${3:ship}", script: ["${4:./ship.sh}"] } },
      ],
    },
  },
];

export const RESOURCE_SNIPPETS: readonly JsonObject[] = [
  {
    label: "gitRepo",
    description: "A git repository whose commits start jobs",
    body: {
      name: "${1:my_repo}",
      type: "gitRepo",
      versionTemplate: { sourceName: "${2:https://git.example.com/acme/api.git}", branch: "${3:main}" },
    },
  },
  {
    label: "params",
    description: "Names and values, which become variables",
    body: {
      name: "${1:settings}",
      type: "params",
      versionTemplate: { params: { "${2:KEY}": "${3:value}" } },
    },
  },
  {
    label: "state",
    description: "Values and files that the next run reads",
    body: { name: "${1:memory}", type: "state" },
  },
];

export const STEP_SNIPPETS: readonly JsonObject[] = [
  { label: "IN", description: "Take in a resource or a job", body: { IN: "${1:my_repo}" } },
  {
    label: "TASK",
    description: "Run commands",
    body: { TASK: { name: "${1:compile}", script: ["${2:make}"] } },
  },
  { label: "OUT", description: "Make a new version of a resource", body: { OUT: "${1:my_resource}" } },
];
