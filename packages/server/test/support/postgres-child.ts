// A server process for tests that kill it: starts the PostgreSQL of a data directory, commits rows one after the
// other and says so, a line each. Ctrl-C makes it commit once more and say so.
import { Client } from "pg";
import { startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";

const dataDir = process.argv[2] ?? "";
const postgres = await startEmbeddedPostgres({ dataDir });
const client = new Client(postgres.connection);
await client.connect();
await client.query("create table if not exists item (id integer primary key)");
const { rows } = await client.query<{ next: number }>("select coalesce(max(id), 0) + 1 as next from item");
let next = rows[0]?.next ?? 1;
// Before the first line: whoever reads that may interrupt at once.
process.on("SIGINT", () => process.stdout.write("interrupted\n"));
process.stdout.write(`started ${postgres.pid}\n`);
for (;;) {
  await client.query("insert into item (id) values ($1)", [next]);
  process.stdout.write(`committed ${next}\n`);
  next += 1;
}
