/** The variables that every run has, whatever its job reads (reference §8.1). */
export const DEFAULT_VARIABLES = [
  "JOB_NAME",
  "JOB_TYPE",
  "JOB_PATH",
  "JOB_STATE",
  "JOB_PREVIOUS_STATE",
  "JOB_MESSAGE",
  "JOB_TRIGGERED_BY_NAME",
  "BUILD_ID",
  "BUILD_NUMBER",
  "BUILD_JOB_ID",
  "BUILD_JOB_NUMBER",
  "BUILD_URL",
  "SUBSCRIPTION_ID",
  "RESOURCE_ID",
  "SHARED_DIR",
  "SHIPPABLE_WWW_URL",
  "LANDBRIDGE_RUN_ID",
  "LANDBRIDGE_RUN_NUMBER",
  "LANDBRIDGE_RUN_URL",
  "LANDBRIDGE_JOB",
  "LANDBRIDGE_WORKSPACE",
  "LANDBRIDGE_OUTBOX",
] as const;
export type DefaultVariable = (typeof DEFAULT_VARIABLES)[number];

/** Those that say where a process runs, the same in every run. */
export const PLATFORM_VARIABLES = { CI: "true", SHIPPABLE: "true", LANDBRIDGE: "true" } as const;

/** What a run has under the name of its own job: `<JOB>_NAME` and so on. */
export const OWN_SUFFIXES = [
  "NAME",
  "ID",
  "TYPE",
  "PATH",
  "META",
  "STATE",
  "PREVIOUS_STATE",
  "MESSAGE",
] as const;
export type OwnSuffix = (typeof OWN_SUFFIXES)[number];

/** What the runs of `runCI` jobs have beside those (reference §8.2). */
export const CI_VARIABLES: readonly string[] = [
  "BRANCH",
  "BASE_BRANCH",
  "HEAD_BRANCH",
  "COMMIT",
  "COMMITTER",
  "COMMIT_MESSAGE",
  "LAST_AUTHOR",
  "COMPARE_URL",
  "IS_PULL_REQUEST",
  "PULL_REQUEST",
  "PULL_REQUEST_BASE_BRANCH",
  "PULL_REQUEST_REPO_FULL_NAME",
  "IS_FORK",
  "IS_GIT_TAG",
  "GIT_TAG_NAME",
  "IS_RELEASE",
  "IS_PRERELEASE",
  "RELEASE_NAME",
  "RELEASED_AT",
  "REPO_NAME",
  "REPO_FULL_NAME",
  "ORG_NAME",
  "REPOSITORY_URL",
  "PROJECT_ID",
  "JOB_ID",
  "JOB_NUMBER",
  "LAST_SUCCESSFUL_BUILD_TIMESTAMP",
  "CACHE_DIR",
  "CACHE_CONTAINER",
  "SERVICE_SKIP",
  "CONTINUOUS_INTEGRATION",
  "DEBIAN_FRONTEND",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "MERB_ENV",
  "RACK_ENV",
  "RAILS_ENV",
  "TRAVIS",
];

/** And whole families of them, by how their names begin. */
export const CI_VARIABLE_FAMILIES: readonly string[] = ["SHIPPABLE_", "TRAVIS_", "GERRIT_"];
