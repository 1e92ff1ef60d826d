/** The name of the superuser and of the database. */
export const POSTGRES_NAME = "landbridge";
/** Only names the socket file; nothing listens on a network. */
export const POSTGRES_PORT = 5432;
const MAX_CONNECTIONS = 40;

export interface SettingsChoice {
  readonly socketDir: string;
  /** false: survives the death of processes, not of the machine; for throw-away clusters. */
  readonly durable: boolean;
}

/** Arguments of `postgres`: on the command line rather than in a file, so that an upgrade brings its own. */
export function settingArguments(choice: SettingsChoice): readonly string[] {
  const settings = {
    ...SETTINGS,
    ...socketSettings(choice.socketDir),
    ...(choice.durable ? {} : THROW_AWAY),
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function socketSettings(socketDir: string): Readonly<Record<string, string>> {
  // The setting is a comma-separated list; quoted, a path may hold commas and blanks.
  return { unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"` };
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "",
  port: String(POSTGRES_PORT),
  unix_socket_permissions: "0700",
  max_connections: String(MAX_CONNECTIONS),
  shared_buffers: "64MB",
  effective_cache_size: "256MB",
  maintenance_work_mem: "32MB",
  huge_pages: "off",
  // Without these, ten processes and a pool of I/O workers stand idle beside a small database.
  io_method: "sync",
  max_worker_processes: "2",
  max_parallel_workers_per_gather: "0",
  max_parallel_maintenance_workers: "0",
  max_logical_replication_workers: "0",
  max_wal_senders: "0",
  jit: "off",
  random_page_cost: "1.1",
  // Little WAL to replay keeps a start after a crash short.
  max_wal_size: "128MB",
  min_wal_size: "16MB",
  // Queue tables are small and change all the time: clean them early and often.
  autovacuum_max_workers: "2",
  autovacuum_worker_slots: "2",
  autovacuum_naptime: "20s",
  autovacuum_vacuum_scale_factor: "0.05",
  autovacuum_analyze_scale_factor: "0.05",
  idle_in_transaction_session_timeout: "60s",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_line_prefix: "%m [%p] ",
  log_checkpoints: "off",
  log_autovacuum_min_duration: "-1",
  // Statements may hold what people typed in.
  log_min_error_statement: "panic",
};

const THROW_AWAY: Readonly<Record<string, string>> = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  min_wal_size: "2MB",
  max_connections: "100",
};
