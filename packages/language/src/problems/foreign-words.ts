/** Words of other systems, and how the same is said here. Each completes a hint. */
type Words = Readonly<Record<string, string>>;

const INPUT = "what a job waits for, or begins with, is an IN: `steps: [{IN: other_job}]`";
const COMMANDS = "commands stand in a step: `steps: [{TASK: {script: [make]}}]`";
const CONDITION = "write the condition under `when`";
const IMAGE = 'write `runtime: {container: true, options: {imageName: node, imageTag: "20"}}`';
const VARIABLES = "write `runtime: {options: {env: [{MODE: fast}]}}`";
const TIMEOUT = "write `runtime: {timeoutMinutes: 30}`";
const STEPS = "write `steps`, a list of `IN`, `TASK` and `OUT`";

const OF_JOB: Words = {
  script: COMMANDS,
  TASK: COMMANDS,
  run: COMMANDS,
  commands: COMMANDS,
  command: COMMANDS,
  needs: INPUT,
  dependsOn: INPUT,
  depends_on: INPUT,
  requires: INPUT,
  on: INPUT,
  trigger: INPUT,
  triggers: INPUT,
  if: CONDITION,
  rules: CONDITION,
  condition: CONDITION,
  image: IMAGE,
  container: IMAGE,
  docker: IMAGE,
  env: VARIABLES,
  environment: VARIABLES,
  variables: VARIABLES,
  timeout: TIMEOUT,
  "timeout-minutes": TIMEOUT,
  timeoutMinutes: TIMEOUT,
  "runs-on": "write `runtime: {nodePool: my_pool}`",
  nodePool: "write `runtime: {nodePool: my_pool}`",
  strategy: "write `matrix`",
  concurrency: "write `locks`",
  resource_group: "write `locks`",
  plan: STEPS,
  tasks: STEPS,
};

const OF_WHOLE_JOB = "it is a key of the job: line it up with `steps`";

const OF_TASK: Words = {
  run: "write `script`",
  commands: "write `script`",
  command: "write `script`",
  image: IMAGE,
  container: IMAGE,
  timeout: TIMEOUT,
  timeoutMinutes: TIMEOUT,
  retry: OF_WHOLE_JOB,
  cache: OF_WHOLE_JOB,
  artifacts: OF_WHOLE_JOB,
  matrix: OF_WHOLE_JOB,
  if: "a condition is for the whole job: `when`",
  when: "a condition is for the whole job: `when`",
};

const IMAGE_OPTION = 'write `imageName: node` and `imageTag: "20"`';
const OF_IMAGE: Words = { image: IMAGE_OPTION, name: IMAGE_OPTION, tag: IMAGE_OPTION };

const OF_TYPE: Words = {
  git: "gitRepo",
  github: "gitRepo",
  gitlab: "gitRepo",
  repository: "gitRepo",
  docker: "image",
  "docker-image": "image",
  "registry-image": "image",
  cron: "time",
  schedule: "time",
  timer: "time",
  semver: "version",
  kubernetes: "cluster",
  k8s: "cluster",
  slack: "notification",
  email: "notification",
};

const OF_IN: Words = {
  trigger: "write `switch: off`",
  version: "write `versionNumber: 3` or `versionName: v1.0`",
  pin: "write `versionNumber: 3` or `versionName: v1.0`",
  branch: "the gitRepo resource says which `branch` is followed",
};

/** For a key that no IN has. */
export function foreignInKey(key: string): string | undefined {
  return wordIn(OF_IN, key);
}

/** For a key that no job has. */
export function foreignJobKey(key: string): string | undefined {
  return wordIn(OF_JOB, key);
}

/** For a key that no TASK has. */
export function foreignTaskKey(key: string): string | undefined {
  return wordIn(OF_TASK, key);
}

/** For a key that the options of a runtime don't have. */
export function foreignImageKey(key: string): string | undefined {
  return wordIn(OF_IMAGE, key);
}

/** For a type that no resource has. */
export function foreignResourceType(type: string): string | undefined {
  const here = wordIn(OF_TYPE, type);
  return here && `did you mean \`${here}\`?`;
}

function wordIn(words: Words, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
