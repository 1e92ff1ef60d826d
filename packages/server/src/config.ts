import { AppError } from "@landbridge/core";
import { z } from "zod";
import { parseAllowList } from "./fetch/allow-list.ts";
import type { AllowList } from "./fetch/allow-list.ts";

/** Where the server fetches from although it is no public address. */
const fetchAllow = z.string().transform((text, context): AllowList => {
  const parsed = parseAllowList(text);
  if (parsed.ok) return parsed.list;
  context.addIssue(
    `${parsed.entry} is neither the name of a host nor an address nor a range like 10.1.0.0/16`,
  );
  return z.NEVER;
});

/**
 * Settings of the server. Every name starts with LANDBRIDGE_ but DATABASE_URL, which selects an external
 * PostgreSQL. Documented in docs/reference/configuration.md.
 */
const environment = z.object({
  LANDBRIDGE_HOST: z.string().min(1).default("127.0.0.1"),
  LANDBRIDGE_PORT: z.coerce.number().int().min(0).max(65_535).default(4600),
  LANDBRIDGE_DATA_DIR: z.string().min(1),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** How long a DATABASE_URL may take for an answer. */
  LANDBRIDGE_DATABASE_SECONDS: z.coerce.number().int().min(1).max(3_600).default(30),
  /** Address that people and agents reach the server at, when it is not host and port. */
  LANDBRIDGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  LANDBRIDGE_WORKSPACE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/)
    .default("main"),
  LANDBRIDGE_LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info"),
  /** How often gitRepo resources are looked at; 0: never. */
  LANDBRIDGE_CHECK_SECONDS: z.coerce.number().int().min(0).max(86_400).default(60),
  /** How often sources are looked at for changes; 0: never. */
  LANDBRIDGE_SYNC_SECONDS: z.coerce.number().int().min(0).max(86_400).default(20),
  /** From which webhook secrets are derived; servers that share a database share it. */
  LANDBRIDGE_SECRET_KEY: z.string().min(32).optional(),
  LANDBRIDGE_FETCH_ALLOW: fetchAllow.prefault(""),
});

export interface ServerConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** How long the database of `databaseUrl` may take for an answer. */
  readonly databaseSeconds: number;
  readonly url?: string;
  readonly workspace: string;
  readonly logLevel: z.infer<typeof environment>["LANDBRIDGE_LOG_LEVEL"];
  readonly checkSeconds: number;
  readonly syncSeconds: number;
  readonly secretKey?: string;
  readonly fetchAllow: AllowList;
}

export type ServerConfigInput = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from an environment; flags of a command are laid over it by the caller. Refuses with
 * CONFIGURATION_INVALID, naming every fault at once.
 */
export function loadServerConfig(env: ServerConfigInput): ServerConfig {
  const settings = parseSettings(environment, env);
  return Object.freeze({
    host: settings.LANDBRIDGE_HOST,
    port: settings.LANDBRIDGE_PORT,
    dataDir: settings.LANDBRIDGE_DATA_DIR,
    ...(settings.DATABASE_URL === undefined ? {} : { databaseUrl: settings.DATABASE_URL }),
    databaseSeconds: settings.LANDBRIDGE_DATABASE_SECONDS,
    ...(settings.LANDBRIDGE_URL === undefined ? {} : { url: settings.LANDBRIDGE_URL }),
    workspace: settings.LANDBRIDGE_WORKSPACE,
    logLevel: settings.LANDBRIDGE_LOG_LEVEL,
    checkSeconds: settings.LANDBRIDGE_CHECK_SECONDS,
    syncSeconds: settings.LANDBRIDGE_SYNC_SECONDS,
    ...(settings.LANDBRIDGE_SECRET_KEY === undefined ? {} : { secretKey: settings.LANDBRIDGE_SECRET_KEY }),
    fetchAllow: settings.LANDBRIDGE_FETCH_ALLOW,
  });
}

/** The one setting of the server that a command line needs which fetches by itself. Refuses like the others. */
export function loadFetchAllow(env: ServerConfigInput): AllowList {
  return parseSettings(environment.pick({ LANDBRIDGE_FETCH_ALLOW: true }), env).LANDBRIDGE_FETCH_ALLOW;
}

function parseSettings<Settings>(schema: z.ZodType<Settings>, env: ServerConfigInput): Settings {
  // An empty variable is how shells say "not set".
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new AppError("CONFIGURATION_INVALID", `Settings are not valid: ${faults}.`, {
    hint: "docs/reference/configuration.md lists every setting.",
  });
}
