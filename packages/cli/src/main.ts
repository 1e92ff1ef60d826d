import { loadOwnConfig } from "./config.ts";
import { createOutput } from "./output.ts";
import { runProgram } from "./program/program.ts";

const config = loadOwnConfig();
const argv = process.argv.slice(2);
const flags = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
const output = createOutput({
  isJson: flags.includes("--json"),
  isColorRefused: config.isColorRefused || flags.includes("--no-color"),
  isColorForced: config.isColorForced,
});
// Not process.exit: what is still on its way through a pipe must arrive.
process.exitCode = await runProgram({ config, output }, argv);
