import { CI_LANGUAGES, CI_NOTIFICATION_TIMES } from "@landbridge/core";
import { z } from "zod";
import { data, flag, map, oneOf, text, textList, wholeNumber } from "../fields/field.ts";
import type { Field, Fields } from "../fields/field.ts";

/**
 * The keys of the CI part of a configuration (reference §7.6). What has several forms (env, matrix, sections, …)
 * is read by the file of that noun; the tables hold the same keys for the JSON Schema of editors.
 */

const SCALAR = z.union([z.string(), z.number(), z.boolean()]);

/** Commands: one text, or a list of texts in which aliases may bring lists of their own. */
function commands(example: string): Field {
  const schema = z.union([SCALAR, z.array(z.union([SCALAR, z.null(), z.array(z.unknown())]))]);
  return { schema, expects: "one command or a list of commands", example };
}

/** Versions: one, or a list of them. */
function versions(example: string): Field {
  const schema = z.union([SCALAR, z.array(z.union([SCALAR, z.null(), z.array(SCALAR)]))]);
  return { schema, expects: "a version or a list of versions", example };
}

/** A map, or a list of such maps. */
function mapOrMaps(expects: string, example: string): Field {
  const one = z.record(z.string(), z.unknown());
  return {
    schema: z.union([one, z.array(z.union([one, z.null(), z.array(z.unknown())]))]),
    expects,
    example,
  };
}

function environment(example: string): Field {
  const one = z.record(z.string(), z.unknown());
  const list = z.array(z.union([SCALAR, one, z.null(), z.array(z.unknown())]));
  return {
    schema: z.union([z.string(), list, one]),
    expects: "assignments, a list of them or a map",
    example,
  };
}

/** Any text, with the known languages offered to whoever writes one. */
const LANGUAGE: Field = {
  schema: z.union([z.enum(CI_LANGUAGES), z.string()]),
  expects: "the name of a language",
  example: "node_js",
};

/** Lists of versions by the key under which they stand. */
export const CI_VERSION_FIELDS = {
  node_js: versions('["20", "22"]'),
  python: versions('["3.12"]'),
  rvm: versions('["3.3"]'),
  ruby: versions('["3.3"]'),
  jdk: versions("[openjdk17]"),
  go: versions('["1.22"]'),
  php: versions('["8.3"]'),
  scala: versions('["2.13"]'),
  lein: versions("[lein2]"),
  compiler: versions("[gcc, clang]"),
} satisfies Fields;

export const CI_FIELDS = {
  language: LANGUAGE,
  ...CI_VERSION_FIELDS,
  gemfile: textList("[gemfiles/rails7.gemfile]"),
  bundler_args: text("--without development"),
  runtime: mapOrMaps("a map, or a list of node pools", "{nodePool: default_pool}"),
  branches: map("{only: [main]}"),
  git: map("{submodules: true}"),
  depth: wholeNumber(1, undefined, 50),
  gitConfig: textList('["--global core.autocrlf false"]'),
  vote: data("{}"),
  services: textList("[postgres]"),
  env: environment("[SUITE=unit]"),
  matrix: map('{exclude: [{node_js: "20"}]}'),
  build: map("{ci: [npm test]}"),
  integrations: mapOrMaps(
    "a map of integrations",
    "{notifications: [{integrationName: email, type: email}]}",
  ),
} satisfies Fields;

/** Keys of other CI systems and of early versions that are read as a key of today. */
export const TRAVIS_FIELDS = {
  before_install: commands("[apt-get update]"),
  install: commands("[npm install]"),
  before_script: commands("[npm run prepare]"),
  script: commands("[npm test]"),
  after_success: commands("[./publish.sh]"),
  after_failure: commands("[./collect.sh]"),
  after_script: commands("[./cleanup.sh]"),
  cache: data("true"),
  notifications: data("{email: {recipients: [ops@example.org]}}"),
} satisfies Fields;

/** Keys of other CI systems and of early versions that mean nothing here; kept as written. */
export const POWERLESS_CI_FIELDS = {
  addons: data('{firefox: "128.0"}'),
  archive: data("true"),
  architecture: data("x86_64"),
  build_environment: data("default"),
  build_image: data("acme/ci:1"),
  deploy: data("{provider: script}"),
  dist: data("focal"),
  group: data("stable"),
  os: data("linux"),
  parallelized_test: data("true"),
  reset_minion: data("true"),
  sudo: data("required"),
} satisfies Fields;

/** Every top-level key that belongs to the CI part. */
export const CI_KEY_FIELDS: Fields = { ...CI_FIELDS, ...TRAVIS_FIELDS, ...POWERLESS_CI_FIELDS };

export const CI_SECTION_FIELDS = {
  pre_ci: commands("[docker build -t acme/ci .]"),
  ci: commands("[npm test]"),
  post_ci: commands("[./package.sh]"),
  on_success: commands("[./publish.sh]"),
  on_failure: commands("[./collect.sh]"),
  always: commands("[./cleanup.sh]"),
  push: commands("[docker push acme/app]"),
} satisfies Fields;

/** `build`, without its sections. */
export const CI_BUILD_FIELDS = {
  cache: flag("true"),
  cache_dir_list: textList("[$SHIPPABLE_BUILD_DIR/node_modules]"),
  advancedReporting: flag("true"),
} satisfies Fields;

/** Keys of `build` that have a form of their own. */
export const CI_BUILD_STRUCTURES = {
  pre_ci_boot: map("{image_name: acme/ci, image_tag: latest, pull: true}"),
} satisfies Fields;

/** A flag, or text that holds a variable. */
const PULL: Field<string> = {
  schema: z.union([z.boolean(), z.string()]).transform(String),
  expects: "true, false or a variable",
  example: "true",
};

export const CI_BOOT_FIELDS = {
  image_name: text("acme/ci"),
  image_tag: text("latest"),
  pull: PULL,
  options: text('"--privileged=true --net=bridge"'),
} satisfies Fields;

export const CI_BOOT_STRUCTURES = { env: environment("[MODE=fast]") } satisfies Fields;

export const CI_POOL_FIELDS = { nodePool: text("default_pool") } satisfies Fields;
export const CI_POOL_STRUCTURES = { build: map("{ci: [make test]}") } satisfies Fields;

export const CI_BRANCHES_FIELDS = {
  only: textList("[main, release/*]"),
  except: textList("[wip/*]"),
} satisfies Fields;

export const CI_GIT_FIELDS = {
  submodules: flag("true"),
  depth: wholeNumber(1, undefined, 50),
} satisfies Fields;

export const CI_ENV_FIELDS = {
  global: environment("[MODE=fast]"),
  matrix: environment("[SUITE=unit, SUITE=e2e]"),
} satisfies Fields;

export const CI_MATRIX_FIELDS = {
  include: mapOrMaps("a list of legs", '[{node_js: "22", env: SUITE=e2e}]'),
  exclude: mapOrMaps("a list of legs", '[{node_js: "20", env: SUITE=e2e}]'),
  allow_failures: mapOrMaps("a list of legs", '[{node_js: "22"}]'),
  fast_finish: flag("true"),
} satisfies Fields;

/** One entry of `include`, `exclude` or `allow_failures`, beside the version keys. */
export const CI_LEG_FIELDS = {
  nodePool: text("default_pool"),
  gemfile: text("gemfiles/rails7.gemfile"),
} satisfies Fields;

export const CI_LEG_STRUCTURES = { env: environment("SUITE=e2e") } satisfies Fields;

export const CI_INTEGRATIONS_FIELDS = {
  notifications: mapOrMaps("a list of notifications", "[{integrationName: email, type: email}]"),
  hub: mapOrMaps("a list of integrations", "[{integrationName: my_registry, type: dockerRegistryLogin}]"),
  key: mapOrMaps("a list of integrations", "[{integrationName: my_key, type: ssh-key}]"),
  generic: mapOrMaps("a list of integrations", "[{integrationName: my_values}]"),
  deploy: mapOrMaps("a list of integrations", "[{integrationName: my_cloud, type: aws}]"),
  post_ci_trigger: mapOrMaps("a list of integrations", "[{integrationName: my_hook, type: webhook}]"),
} satisfies Fields;

export const CI_INTEGRATION_FIELDS = {
  integrationName: text("my_registry"),
  type: text("dockerRegistryLogin"),
  agent_only: flag("true"),
} satisfies Fields;

export const CI_INTEGRATION_STRUCTURES = { branches: map("{only: [main]}") } satisfies Fields;

export const CI_NOTIFICATION_FIELDS = {
  integrationName: text("my_slack"),
  type: text("slack"),
  recipients: textList('["#builds"]'),
  on_success: oneOf(CI_NOTIFICATION_TIMES),
  on_failure: oneOf(CI_NOTIFICATION_TIMES),
  on_cancel: oneOf(CI_NOTIFICATION_TIMES),
  on_start: oneOf(CI_NOTIFICATION_TIMES),
  on_pull_request: oneOf(CI_NOTIFICATION_TIMES),
  payload: textList('["versionName=$BRANCH.$BUILD_NUMBER"]'),
} satisfies Fields;

/** What only e-mail has; kept as data. */
export const CI_NOTIFICATION_OPTIONS = {
  sendConsoleLogs: flag("true"),
  sendCoverageReports: flag("true"),
  sendFailingSnippet: flag("true"),
} satisfies Fields;

/** Programs that may run beside the commands. */
export const CI_SERVICES: readonly string[] = [
  "cassandra",
  "couchdb",
  "elasticsearch",
  "memcached",
  "mongodb",
  "mysql",
  "neo4j",
  "postgres",
  "rabbitmq",
  "redis",
  "rethinkdb",
  "riak",
  "selenium",
  "sqlite",
];

export const CI_KEYS: readonly string[] = Object.keys(CI_KEY_FIELDS);

export function isCiKey(key: string): boolean {
  return Object.hasOwn(CI_KEY_FIELDS, key);
}
