// `npm start`: from a fresh clone to a running platform with a sample workflow.
// Old Node versions must be able to parse this file.
import { onSupportedNode } from "./setup/node-version.mjs";

onSupportedNode(() => import("./setup/start.mjs").then(({ start }) => start(process.argv.slice(2))));
