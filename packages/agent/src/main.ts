import { parseArgs } from "node:util";
import { keepHeapSmall } from "./small-heap.ts";

keepHeapSmall();
// Loaded after that, because loading is what makes a heap grow.
const { readProcessEnvironment } = await import("./config.ts");
const { runAgentProcess } = await import("./process.ts");

const { values } = parseArgs({ options: { "parent-pid": { type: "string" } } });
const parentPid = values["parent-pid"];

process.exitCode = await runAgentProcess({
  env: readProcessEnvironment(),
  overrides: parentPid === undefined ? {} : { parentPid: Number(parentPid) },
});
// Whatever may still hold the event loop, an agent that has ended is gone.
process.exit();
