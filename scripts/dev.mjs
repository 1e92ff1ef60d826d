// `npm run dev`: server, agent and page from their sources, reloading when a file is saved.
// Old Node versions must be able to parse this file.
import { onSupportedNode } from "./setup/node-version.mjs";

onSupportedNode(() =>
  import("./setup/dev.mjs").then(({ startDevelopment }) => startDevelopment(process.argv.slice(2))),
);
