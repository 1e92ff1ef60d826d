import { eventRow, eventsAtOnceRow, historyRow } from "./events.ts";
import { hostileRow } from "./language-hostile.ts";
import { loadRow } from "./language-load.ts";
import type { Row } from "./measure.ts";
import { removeBenchDirectories } from "./directories.ts";
import { chainRow, fanRow } from "./runs.ts";
import { serversRow, serversWithLogsRow } from "./servers.ts";

const ROUNDS = 7;

const ROWS: Readonly<Record<string, (rounds: number) => Promise<Row>>> = {
  chain: chainRow,
  fan: fanRow,
  event: eventRow,
  "events-at-once": eventsAtOnceRow,
  history: historyRow,
  servers: serversRow,
  "servers-with-logs": serversWithLogsRow,
  load: loadRow,
  hostile: hostileRow,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(ROWS, name));
if (unknown.length > 0) {
  console.error(`There is no row named ${unknown.join(", ")}; there are ${Object.keys(ROWS).join(", ")}.`);
  process.exit(2);
}
const rows: Row[] = [];
for (const [name, measure] of Object.entries(ROWS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name} …`);
  rows.push(await measure(ROUNDS));
}
console.log(`| what | goal | measured (min – max) | ours | baseline | |`);
console.log(`|---|---|---|---|---|---|`);
for (const row of rows) {
  const { median, min, max } = row.ratio;
  const measured = `**${median.toFixed(2)}** (${min.toFixed(2)} – ${max.toFixed(2)})`;
  const mark = row.isMet ? "met" : "not met";
  console.log(`| ${row.what} | ${row.goal} | ${measured} | ${row.ours} | ${row.baseline} | ${mark} |`);
}
await removeBenchDirectories();
process.exit(0);
