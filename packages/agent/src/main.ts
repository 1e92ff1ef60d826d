import { parseArgs } from "node:util";
import { readProcessEnvironment } from "./config.ts";
import { runAgentProcess } from "./process.ts";

const { values } = parseArgs({ options: { "parent-pid": { type: "string" } } });
const parentPid = values["parent-pid"];

process.exitCode = await runAgentProcess({
  env: readProcessEnvironment(),
  overrides: parentPid === undefined ? {} : { parentPid: Number(parentPid) },
});
// Whatever may still hold the event loop, an agent that has ended is gone.
process.exit();
