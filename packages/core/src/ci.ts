import type { JsonObject } from "./json.ts";

/** Languages whose images and default commands are known; `none` has neither versions nor default commands. */
export const CI_LANGUAGES = [
  "node_js",
  "python",
  "ruby",
  "java",
  "go",
  "php",
  "scala",
  "clojure",
  "c",
  "none",
] as const;
export type CiLanguage = (typeof CI_LANGUAGES)[number];

/** The keys under which versions of a language or a tool are listed. */
export const CI_VERSION_KEYS = [
  "node_js",
  "python",
  "rvm",
  "jdk",
  "go",
  "php",
  "scala",
  "lein",
  "compiler",
] as const;
export type CiVersionKey = (typeof CI_VERSION_KEYS)[number];

/** In the order in which they run; `push` is last, on the host. */
const CI_SECTION_NAMES = ["preCi", "ci", "postCi", "onSuccess", "onFailure", "always", "push"] as const;
export type CiSectionName = (typeof CI_SECTION_NAMES)[number];

/** A variable as a shell sets it: quotes, `$NAME` and `$(command)` in `value` mean what they mean to a shell. */
export type CiVariable =
  | { readonly kind: "plain"; readonly name: string; readonly value: string }
  /** Encrypted assignments, one or more, that only the server can read. */
  | { readonly kind: "secure"; readonly encrypted: string };

/** Variables that are set together: one entry of `env` makes one leg. */
export type CiEnv = readonly CiVariable[];

/** Names of branches, with `*` for any text. Both empty: every branch. */
export interface CiBranches {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/** The container in which `ci` and what follows it run. */
export interface CiBoot {
  readonly imageName?: string;
  readonly imageTag?: string;
  /** `true`, `false` or text with a variable, as all of these values may hold one. */
  readonly pull?: string;
  readonly env: CiEnv;
  /** Arguments of `docker run`, as written. */
  readonly options?: string;
}

/** The commands of a CI run. */
export interface CiBuild {
  /** What is not written is an empty list. */
  readonly sections: Readonly<Record<CiSectionName, readonly string[]>>;
  readonly boot?: CiBoot;
  readonly cache: boolean;
  /** Empty: the directory of the repository. */
  readonly cacheDirectories: readonly string[];
  readonly advancedReporting: boolean;
}

/** What one pool does differently; the rest is that of the main build. */
export interface CiBuildOverride {
  readonly sections: Readonly<Partial<Record<CiSectionName, readonly string[]>>>;
  readonly boot?: CiBoot;
  readonly cache?: boolean;
  readonly cacheDirectories?: readonly string[];
  readonly advancedReporting?: boolean;
}

export interface CiPool {
  /** The default pool of the workspace when absent. */
  readonly name?: string;
  readonly build?: CiBuildOverride;
}

/** Some of the values of a leg: what an entry of `include`, `exclude` or `allow_failures` says. */
export interface CiLegPattern {
  readonly pool?: string;
  /** Of the CI part's own language. */
  readonly version?: string;
  readonly gemfile?: string;
  readonly env?: CiEnv;
  /** Versions of other tools than the language's own. */
  readonly tools: Readonly<Partial<Record<CiVersionKey, string>>>;
}

export interface CiMatrix {
  readonly include: readonly CiLegPattern[];
  readonly exclude: readonly CiLegPattern[];
  readonly allowFailures: readonly CiLegPattern[];
  readonly failsFast: boolean;
}

const CI_NOTIFICATION_EVENTS = ["success", "failure", "cancel", "start", "pullRequest"] as const;
export type CiNotificationEvent = (typeof CI_NOTIFICATION_EVENTS)[number];

/** `change`: the status differs from that of the branch's run before. */
export const CI_NOTIFICATION_TIMES = ["always", "change", "never"] as const;
export type CiNotificationTime = (typeof CI_NOTIFICATION_TIMES)[number];

export interface CiNotification {
  /** `email`, `slack`, `hipchat`, `irc`, `webhook`, … */
  readonly type: string;
  /** Name of the integration; e-mail and irc need none. */
  readonly integration?: string;
  /** Empty: whom the type tells by default. */
  readonly recipients: readonly string[];
  readonly branches: CiBranches;
  readonly on: Readonly<Record<CiNotificationEvent, CiNotificationTime>>;
  /** Assignments that a webhook is sent. */
  readonly payload: readonly string[];
  /** What only some types have, as written: sendConsoleLogs, sendCoverageReports, sendFailingSnippet, … */
  readonly options: JsonObject;
}

/** An integration that the commands use: a registry, a key, values. */
export interface CiIntegration {
  readonly name: string;
  readonly type?: string;
  readonly branches: CiBranches;
  /** Only the host signs in, not the container. */
  readonly agentOnly: boolean;
  /** What only some types have, as written: region, target, … */
  readonly options: JsonObject;
}

const CI_INTEGRATION_SECTIONS = ["hub", "key", "generic", "deploy", "postCiTrigger"] as const;
export type CiIntegrationSection = (typeof CI_INTEGRATION_SECTIONS)[number];

/** How one repository is built and tested: the CI part of its configuration, every form of it made one. */
export interface CiDefinition {
  /** One of CI_LANGUAGES, or a word that was kept as written; `none` where nothing is written. */
  readonly language: string;
  /** Versions of the language and of other tools, as the text that was written. */
  readonly versions: Readonly<Partial<Record<CiVersionKey, readonly string[]>>>;
  readonly gemfiles: readonly string[];
  readonly bundlerArguments?: string;
  /** Empty: the default pool of the workspace, with the main build. */
  readonly pools: readonly CiPool[];
  readonly branches: CiBranches;
  readonly git: {
    readonly submodules: boolean;
    /** Commits that are fetched; all when absent. */
    readonly depth?: number;
    /** Arguments of `git config`. */
    readonly config: readonly string[];
  };
  readonly services: readonly string[];
  readonly env: {
    /** In every leg. */
    readonly global: CiEnv;
    /** One leg each. */
    readonly entries: readonly CiEnv[];
  };
  readonly matrix: CiMatrix;
  readonly build: CiBuild;
  /** `ci` is blank: the commands are `defaultCommandsOf(language)`. */
  readonly usesDefaultCommands: boolean;
  readonly notifications: readonly CiNotification[];
  readonly integrations: Readonly<Record<CiIntegrationSection, readonly CiIntegration[]>>;
  /** Keys that mean nothing here and are kept as written: addons, vote, … */
  readonly options: JsonObject;
}

const VERSION_KEY_OF_LANGUAGE: Readonly<Record<CiLanguage, CiVersionKey | undefined>> = {
  node_js: "node_js",
  python: "python",
  ruby: "rvm",
  java: "jdk",
  go: "go",
  php: "php",
  scala: "scala",
  clojure: "lein",
  c: "compiler",
  none: undefined,
};

export function isCiLanguage(word: string): word is CiLanguage {
  return CI_LANGUAGES.some((known) => known === word);
}

export function isCiVersionKey(key: string): key is CiVersionKey {
  return CI_VERSION_KEYS.some((known) => known === key);
}

/** The key that lists the versions of a language, when it has versions. */
export function versionKeyOf(language: string): CiVersionKey | undefined {
  return isCiLanguage(language) ? VERSION_KEY_OF_LANGUAGE[language] : undefined;
}

/** The versions of the definition's own language: one axis of its matrix. */
export function versionsOf({ language, versions }: CiDefinition): readonly string[] {
  const key = versionKeyOf(language);
  return (key && versions[key]) ?? [];
}
