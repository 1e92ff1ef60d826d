/**
 * What editors say about a key when somebody hovers over it or chooses from a list: by table, then by key. A test
 * holds it against the tables that the loader reads by.
 */
export type Descriptions = Readonly<Record<string, string>>;

export const FILE_DESCRIPTIONS: Descriptions = {
  resources: "Named, typed and versioned things that jobs take in and put out.",
  jobs: "What is carried out: each job with its steps.",
  triggers: "Resources of type trigger, as older configurations list them.",
  externalReferences: "Addresses of files whose anchors may be used here.",
};

export const RESOURCE_DESCRIPTIONS: Descriptions = {
  name: "Unique among all resources and jobs of the workspace. Letters, digits, `_` and `-`.",
  type: "What the resource is: a repository, an image, values, a schedule …",
  integration: "Name of an integration of the workspace: the account at a third party.",
  flags: "Words to find the resource by in the graph.",
  versionTemplate: "The values of the first version. A change here makes a new version.",
  pointer: "Older syntax of `versionTemplate`: what the thing is at a third party.",
  seed: "Older syntax of `versionTemplate`: the first value.",
  version: "Older syntax of `versionTemplate`: values whose change makes a new version.",
  configuration: "Earliest syntax of `versionTemplate`.",
  source: "Earliest syntax of `versionTemplate`.",
  initialVersion: "Earliest syntax of `versionTemplate`.",
};

export const JOB_DESCRIPTIONS: Descriptions = {
  name: "Unique among all resources and jobs of the workspace. Letters, digits, `_` and `-`.",
  type: "How the job is carried out; `runSh` runs your commands on an agent.",
  steps: "What the job takes in (IN), does (TASK) and puts out (OUT), in order.",
  dependencyMode:
    "When a change upstream starts the job. chrono: at once, while nothing upstream is busy; strict: once everything upstream is done; immediate: at once in any case.",
  triggerMode: "serial: one run at a time, in order; parallel: as many as there are free agents.",
  priority: "Which queued run goes first: 0 before 10000. 9999 if left out.",
  integrations: "Names of integrations whose credentials the job may use.",
  flags: "Words to find the job by in the graph.",
  allowPublicAccess: "Anybody with the address may read the log.",
  runtime: "Where the commands of all tasks run.",
  on_start: "Who is told that a run begins.",
  on_success: "After all tasks went well: commands, and who is told.",
  on_failure: "After a task failed: commands, and who is told.",
  on_cancel: "Who is told that a run was canceled.",
  always: "At the end in any case: commands, and who is told.",
  when: "A CEL expression, for example `in.app_image.branch == 'main'`. Where it is false the run ends skipped.",
  inputs: "Typed parameters: asked for by the form on the page, given with `--input`.",
  approval: "A gate: the run waits for votes and holds nothing meanwhile.",
  retry: "What to do about runs that fail, time out or are lost.",
  locks: "Names of locks. At most one run of the workspace holds a lock.",
  supersede:
    "What a new run does to older ones of the job: queued cancels those that have not begun, all every one.",
  matrix: "A run for each combination of these values.",
  cache: "Directories that the next run finds again.",
  artifacts: "Globs of files that are kept with the run.",
  reports: "Where test and coverage reports lie.",
  serial: "From an early version of the language: write `triggerMode`.",
  notify: "From an early version of the language: write `NOTIFY` in a section.",
};

/** Keys of single job types. */
export const JOB_OPTION_DESCRIPTIONS: Descriptions = {
  bump: "What to increase: major, minor, patch, alpha, beta, rc, or final.",
  method: "How to replace what runs: blueGreen (default), upgrade or replace.",
  deployMethod: "Another name of `method`.",
  maxWaitTime: "Seconds until a service must be stable, at most 3600; 600 if left out.",
  stabilityDuration: "Seconds that a blueGreen service must have run without a dip, at most 300.",
  workflow: "serial (default): one manifest after the other; parallel: all at once.",
};

export const STEP_DESCRIPTIONS: Descriptions = {
  IN: "Name of a resource or job. Its newest version is there for the tasks, and a new one starts this job.",
  TASK: "Commands, run in order in one shell; the first that fails ends the run.",
  OUT: "Name of a resource that gets a new version when the run succeeds.",
  GET: "Earliest syntax of `IN`.",
  PUT: "Earliest syntax of `OUT`.",
  NOTIFY: "Has no effect as a step: write it in a section.",
};

export const IN_DESCRIPTIONS: Descriptions = {
  switch: "off: a change of this IN does not start the job.",
  versionName: "Pins the IN to the most recent version of this name.",
  versionNumber: "Pins the IN to this version.",
  dependencyMode: "How a change of this IN starts the job, where it differs from the job's own.",
  passed: "Only versions that successful runs of these jobs consumed or produced, as one consistent set.",
  flow: "latest (default): a run reads the newest version; every: a run for each version, none skipped.",
  applyTo: "Names of the images, files or manifests that these options are for; all if left out.",
  force: "Deploy even when nothing has changed.",
  deployName: "Name of the service, in place of the manifest's.",
  showBuildStatus: "Tell the commit or pull request how the run went.",
  vote: "What to vote in Gerrit for each outcome; false for no vote.",
  scopes: "What to sign in to: ecr, gke, gcr, aks.",
  pull: "Pull the image before the tasks.",
  versionId: "Identifier of a version on another platform.",
};

export const OUT_DESCRIPTIONS: Descriptions = {
  replicate: "Name of an IN of the same type whose version is copied into the new one.",
  replicateOnPullRequest: "Copy also when the run is for a pull request.",
  overwrite: "true: the new version holds only what this run put; false: that is laid over the last version.",
  on_failure: "true: make the version also when the run fails.",
};

export const TASK_DESCRIPTIONS: Descriptions = {
  name: "What the task is called on the page and in the log.",
  script: "Commands: one text, or a list that may hold lists by alias.",
  runtime: "Where the commands of this task run, laid over the job's `runtime`.",
};

export const SECTION_DESCRIPTIONS: Descriptions = {
  script: "Commands: one text, or a list that may hold lists by alias.",
  NOTIFY: "Names of notification resources, each with its options.",
};

export const RUNTIME_DESCRIPTIONS: Descriptions = {
  nodePool: "Name of the pool whose agents take the job.",
  container: "false: on the machine of the agent itself.",
  timeoutMinutes: "After so many minutes the run ends; 60 if left out. Of a task: for that task alone.",
  options: "The image, and environment variables.",
  os: "From an early version of the language: write `nodePool`.",
  architecture: "From an early version of the language: write `nodePool`.",
  cluster: "From an early version of the language: write `nodePool`.",
};

export const IMAGE_DESCRIPTIONS: Descriptions = {
  imageName: "Name of the image that the commands run in.",
  imageTag: "Tag of the image; may hold variables, `$BUILD_NUMBER`.",
  pull: "Pull the image for each run.",
  options: "Arguments for `docker run`, as one text.",
  env: "Environment variables: a list of `{KEY: value}`, or one map.",
};

export const JOB_TYPE_DESCRIPTIONS: Descriptions = {
  runSh: "Runs your commands on an agent.",
  runCI: "Runs the CI part of its repository's configuration.",
  manifest: "Describes a service: images or files with their options.",
  release: "Gives what it is fed a new version number.",
  deploy: "Deploys manifests or releases to a cluster.",
  provision: "Makes load balancers.",
  externalCI: "Takes results from another server.",
  rSync: "The sync of a source; made by the platform.",
};

export const RESOURCE_TYPE_DESCRIPTIONS: Descriptions = {
  ciRepo: "A repository with a CI part; made by the platform.",
  cliConfig: "An account, for which command-line tools are set up.",
  cluster: "Where services are deployed to.",
  dockerOptions: "How containers run: memory, ports, volumes …",
  externalCIServer: "Another server, whose results come in by the API.",
  file: "A file at an address, with a version name.",
  gitRepo: "A git repository; a version is a commit.",
  image: "A container image; a version is a tag.",
  integration: "An account at a third party, whose fields become variables.",
  loadBalancer: "A load balancer of a cluster.",
  notification: "Whom to tell, and how.",
  params: "Names and values, which become variables.",
  replicas: "How many of each container.",
  state: "Values and files that the next run reads; starts no job.",
  syncRepo: "A source of the workspace.",
  time: "A schedule; a version is a tick.",
  trigger: "An edit of it in the configuration starts its consumers.",
  version: "A version number.",
  webhook: "An address to post to; each post is a version.",
};

export const INPUT_DESCRIPTIONS: Descriptions = {
  name: "Name of the parameter, and of the variable that scripts see.",
  type: "string (default), number, boolean or choice.",
  description: "Shown beside the field of the form.",
  options: "What a choice chooses from.",
  default: "What counts when nothing is given.",
};

export const APPROVAL_DESCRIPTIONS: Descriptions = {
  approvers: "Groups or members; anyone who may run the job if left out.",
  required: "How many of them must approve; 1 if left out.",
  selfApproval: "false: who caused the run may not approve it.",
  timeoutMinutes: "After so many minutes without enough votes the run is canceled.",
  message: "Shown to whoever votes; may hold `${VARIABLES}`.",
  inputs: "Asked of whoever approves; the answers are variables of the run.",
};

export const RETRY_DESCRIPTIONS: Descriptions = {
  attempts: "How many runs at most, the first one included.",
  on: "Which ends are tried again: failure, timeout, lost.",
  backoffSeconds: "How long to wait before the next one.",
};

export const MATRIX_DESCRIPTIONS: Descriptions = {
  exclude: "Combinations that are left out: all of the given keys match.",
  include: "Combinations besides.",
};

export const CACHE_DESCRIPTIONS: Descriptions = {
  key: "What the directories are found again by; may hold `${CHECKSUM:file}`.",
  paths: "The directories.",
};

export const REPORT_DESCRIPTIONS: Descriptions = {
  junit: "Globs of JUnit files.",
  coverage: "Globs of Cobertura files.",
};

export const NOTIFY_DESCRIPTIONS: Descriptions = {
  name: "Name of a notification resource.",
  sendFailingSnippet: "E-mail only: the commands that failed, with the last lines that they printed.",
};
