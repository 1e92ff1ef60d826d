import { AppError } from "@landbridge/core";
import { availableParallelism, homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";

/** Everything that an agent is told from outside. */
export interface AgentConfig {
  /** http(s)://host:port of the server. */
  readonly server: string;
  /** A registration token, or the agent's own key. */
  readonly token: string;
  readonly name: string;
  readonly pool: string;
  readonly labels: readonly string[];
  /** How many runs at once. */
  readonly slots: number;
  /** Workspaces, spools, the lock and the key live here. */
  readonly directory: string;
  /** Workspaces of ended runs stay on disk. */
  readonly keepWorkspaces: boolean;
  /** Tasks that ask for a container run on the host, where no runtime has containers; otherwise their runs end `error`. */
  readonly containersOnHost: boolean;
  /** The process that started this one; when it is gone, so is the agent once no server can be reached. */
  readonly parentPid?: number;
  /** How long an agent without its parent goes on trying to reach a server. */
  readonly orphanGraceMs: number;
  /** How long processes have to end after a TERM when the agent itself is told to end. */
  readonly graceMs: number;
  /** Largest log of one step; what comes after is dropped, and the step goes on. */
  readonly logLimitBytes: number;
  /** What the steps inherit from the machine. Filtered once here, so that nothing else can leak. */
  readonly machineEnvironment: Readonly<Record<string, string>>;
}

export type AgentOverrides = Partial<AgentConfig> & {
  /** Names of variables of the machine that steps may see too; "*" for all that are safe. */
  readonly passEnvironment?: readonly string[];
};

const MINUTE_MS = 60_000;
const MEBIBYTE = 1_048_576;

const list = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ""));

const settings = z.object({
  LANDBRIDGE_SERVER: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
    .default("http://127.0.0.1:4600"),
  LANDBRIDGE_AGENT_TOKEN: z
    .string({ error: "is missing: an agent needs a registration token" })
    .min(1, "is empty"),
  LANDBRIDGE_AGENT_NAME: z.string().min(1, "is empty").max(200, "is longer than 200 characters").optional(),
  LANDBRIDGE_AGENT_POOL: z.string().min(1, "is empty").default("default"),
  LANDBRIDGE_AGENT_LABELS: list.default([]),
  LANDBRIDGE_AGENT_SLOTS: z.coerce
    .number({ error: "must be a whole number from 1 to 1000" })
    .int("must be a whole number from 1 to 1000")
    .min(1, "must be a whole number from 1 to 1000")
    .max(1000, "must be a whole number from 1 to 1000")
    .optional(),
  LANDBRIDGE_AGENT_DIR: z.string().min(1, "is empty").optional(),
  LANDBRIDGE_AGENT_KEEP: z.stringbool({ error: "must be true or false" }).default(false),
  LANDBRIDGE_AGENT_PASS_ENV: list.default([]),
});

/**
 * The agent's settings from environment variables, and from a caller's overrides before them. All faults are
 * reported together, as one AppError CONFIGURATION_INVALID.
 */
export function loadAgentConfig(
  env: Readonly<Record<string, string | undefined>>,
  overrides: AgentOverrides = {},
): AgentConfig {
  const parsed = settings.safeParse({ ...env, ...settingsOf(overrides) });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new AppError("CONFIGURATION_INVALID", `The agent can't start: ${faults.join("; ")}.`, {
      hint: "docs/reference/configuration.md lists every setting.",
    });
  }
  const values = parsed.data;
  const { passEnvironment, ...rest } = overrides;
  return Object.freeze({
    server: values.LANDBRIDGE_SERVER,
    token: values.LANDBRIDGE_AGENT_TOKEN,
    name: values.LANDBRIDGE_AGENT_NAME ?? hostname(),
    pool: values.LANDBRIDGE_AGENT_POOL,
    labels: values.LANDBRIDGE_AGENT_LABELS,
    slots: values.LANDBRIDGE_AGENT_SLOTS ?? availableParallelism(),
    keepWorkspaces: values.LANDBRIDGE_AGENT_KEEP,
    containersOnHost: false,
    orphanGraceMs: MINUTE_MS,
    graceMs: 10_000,
    logLimitBytes: 64 * MEBIBYTE,
    machineEnvironment: machineEnvironment(env, passEnvironment ?? values.LANDBRIDGE_AGENT_PASS_ENV),
    ...rest,
    directory: resolve(
      overrides.directory ?? values.LANDBRIDGE_AGENT_DIR ?? join(homedir(), ".landbridge", "agent"),
    ),
  });
}

/** An override is checked by the same rules as the variable that it stands for. */
function settingsOf(overrides: AgentOverrides): Record<string, unknown> {
  return Object.fromEntries(
    [
      ["LANDBRIDGE_SERVER", overrides.server],
      ["LANDBRIDGE_AGENT_TOKEN", overrides.token],
      ["LANDBRIDGE_AGENT_NAME", overrides.name],
      ["LANDBRIDGE_AGENT_POOL", overrides.pool],
      ["LANDBRIDGE_AGENT_SLOTS", overrides.slots],
      ["LANDBRIDGE_AGENT_DIR", overrides.directory],
    ].filter(([, value]) => value !== undefined),
  );
}

/** What a command needs to feel at home on the machine. Credentials of the operator are not in it. */
const PASSED_NAMES = new Set([
  ..."PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TERM TMPDIR SSH_AUTH_SOCK DOCKER_HOST".split(" "),
  ..."SSL_CERT_FILE SSL_CERT_DIR HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY".split(" "),
  ..."http_proxy https_proxy no_proxy all_proxy JAVA_HOME GOPATH GOROOT NVM_DIR ANDROID_HOME".split(" "),
  ..."CARGO_HOME RUSTUP_HOME PYENV_ROOT RBENV_ROOT".split(" "),
]);

/** Never passed on: the platform's own settings, and what changes how a shell or git starts. */
const WITHHELD =
  /^(LANDBRIDGE_|npm_|PG|NODE_|GIT_|BASH_|LD_|DYLD_|VITEST)|^(DATABASE_URL|ENV|IFS|SHELLOPTS|BASHOPTS|POSIXLY_CORRECT|PS4|CDPATH|GLOBIGNORE|INIT_CWD|PWD|OLDPWD|SHLVL|_)$/;

function machineEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  passed: readonly string[],
): Record<string, string> {
  const isAll = passed.includes("*");
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || WITHHELD.test(name)) continue;
    if (isAll || PASSED_NAMES.has(name) || name.startsWith("LC_") || passed.includes(name))
      result[name] = value;
  }
  return result;
}

/** The one place where the agent's package reads the environment of its process. */
export function readProcessEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}
