// `npm run bench [ROW…]`: builds, then prints the table of docs/benchmarks.md as measured now. Each row holds
// ours against a baseline of the same run, in turn; medians of 7 rounds after one that does not count.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = spawnSync(process.execPath, ["scripts/build.mjs"], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
});
if (built.status !== 0) process.exit(built.status ?? 1);
const measured = spawnSync(
  process.execPath,
  ["--import", "tsx", "--conditions=source", "bench/main.ts", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
process.exit(measured.status ?? 1);
