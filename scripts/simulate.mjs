// `npm run simulate -- --seconds N --seed S`: plays random stories on the scheduler's own rules for N seconds and
// holds every event against what it promises; `--story SEED` plays one of them again.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const played = spawnSync(
  process.execPath,
  ["--import", "tsx", "--conditions=source", "packages/server/simulation/main.ts", ...process.argv.slice(2)],
  { cwd: fileURLToPath(new URL("..", import.meta.url)), stdio: "inherit" },
);
process.exit(played.status ?? 1);
