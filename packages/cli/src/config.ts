import { homedir } from "node:os";
import { join } from "node:path";

/**
 * What the command line takes from its environment. Plain texts, checked where they are used: a schema library
 * would cost `validate` a third of its start-up time.
 */
export interface CliConfig {
  /** LANDBRIDGE_SERVER */
  readonly serverUrl?: string;
  /** LANDBRIDGE_TOKEN */
  readonly token?: string;
  /** LANDBRIDGE_AGENT_TOKEN */
  readonly agentToken?: string;
  /** LANDBRIDGE_DATA_DIR, or a place below XDG_DATA_HOME. */
  readonly dataDir: string;
  /** What signs the command line in, below XDG_CONFIG_HOME. */
  readonly credentialsFile: string;
  /** What can be made again at any time, below XDG_CACHE_HOME. */
  readonly cacheDir: string;
  readonly isColorRefused: boolean;
  readonly isColorForced: boolean;
  /** Everything, for the settings of server and agent. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Reads the settings of the command line from an environment; an empty variable counts as not set. */
export function loadCliConfig(environment: CliConfig["environment"], home: string = homedir()): CliConfig {
  const given = (name: string): string | undefined => environment[name] || undefined;
  const folder = (name: string, fallback: string): string =>
    join(given(name) ?? join(home, fallback), "landbridge");
  const serverUrl = given("LANDBRIDGE_SERVER");
  const token = given("LANDBRIDGE_TOKEN");
  const agentToken = given("LANDBRIDGE_AGENT_TOKEN");
  return Object.freeze({
    ...(serverUrl === undefined ? {} : { serverUrl }),
    ...(token === undefined ? {} : { token }),
    ...(agentToken === undefined ? {} : { agentToken }),
    dataDir: given("LANDBRIDGE_DATA_DIR") ?? folder("XDG_DATA_HOME", ".local/share"),
    credentialsFile: join(folder("XDG_CONFIG_HOME", ".config"), "credentials.json"),
    cacheDir: folder("XDG_CACHE_HOME", ".cache"),
    isColorRefused: given("NO_COLOR") !== undefined || given("TERM") === "dumb",
    isColorForced: given("FORCE_COLOR") !== undefined,
    environment,
  });
}

/** The settings of this very process. */
export function loadOwnConfig(): CliConfig {
  return loadCliConfig(process.env);
}

/** For libraries that know of `--no-color` only what the environment says. */
export function refuseColor(): void {
  process.env["NO_COLOR"] = "1";
}
