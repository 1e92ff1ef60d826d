// Makes packages/server/src/store/schema.ts, the types of the database's rows, from the migrated schema.
//   node scripts/generate-schema.mjs               writes it, from a database of its own that is thrown away
//   --check                                        writes nothing, and fails when it would write something else
//   --url postgres://…                             takes a database that was migrated already
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const FILE = "packages/server/src/store/schema.ts";
const target = join(checkout, FILE);

const { values } = parseArgs({ options: { check: { type: "boolean" }, url: { type: "string" } } });
// The server's own code starts and migrates the database: it is TypeScript, and reads its neighbours' sources.
const isPrepared = process.execArgv.includes("--conditions=source");
if (values.url === undefined && !isPrepared) {
  const args = ["--conditions=source", "--import", import.meta.resolve("tsx"), ...process.argv.slice(1)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
} else {
  const schema = values.url === undefined ? await withDatabase(generate) : generate(values.url);
  finish(schema);
}

function finish(schema) {
  const isSame = readFileSync(target, "utf8") === schema;
  if (values.check && !isSame) {
    console.error(`${FILE} is not what the migrations make: run \`node scripts/generate-schema.mjs\`.`);
    process.exitCode = 1;
    return;
  }
  if (!isSame) writeFileSync(target, schema);
  console.log(isSame ? `${FILE} is what the migrations make.` : `${FILE} was written.`);
}

function generate(url) {
  const directory = mkdtempSync(join(tmpdir(), "landbridge-schema-"));
  try {
    const out = join(directory, "schema.ts");
    const tool = join(checkout, "node_modules/.bin/kysely-codegen");
    const options = ["--dialect", "postgres", "--default-schema", "public", "--include-pattern", "public.*"];
    const made = spawnSync(tool, ["--url", url, ...options, "--camel-case=false", "--out-file", out]);
    if (made.status !== 0) throw new Error(`kysely-codegen failed:\n${made.stdout}${made.stderr}`);
    return inOurWords(readFileSync(out, "utf8"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Our name for all tables together; and bigint columns come as numbers, see store/database.ts. */
function inOurWords(text) {
  return text
    .replace("export interface DB {", "export interface Tables {")
    .replace(/^export type Int8 = .*$/m, "export type Int8 = number;");
}

async function withDatabase(work) {
  const from = (path) => import(new URL(`../packages/server/src/store/${path}`, import.meta.url));
  const [{ startEmbeddedPostgres }, { migrateDatabase }, { default: pg }] = await Promise.all([
    from("postgres/embedded-postgres.ts"),
    from("migrate.ts"),
    import("pg"),
  ]);
  const dataDir = mkdtempSync(join(tmpdir(), "landbridge-schema-"));
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  try {
    const pool = new pg.Pool(postgres.connection);
    pool.on("error", () => undefined);
    await migrateDatabase(pool).finally(() => pool.end());
    return work(postgres.connectionString);
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
