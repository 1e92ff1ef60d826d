export { loadCliConfig } from "./config.ts";
export type { CliConfig } from "./config.ts";
export { EXIT } from "./exit-code.ts";
export type { ExitCode } from "./exit-code.ts";
export { createOutput } from "./output.ts";
export type { Output } from "./output.ts";
export { runProgram } from "./program/program.ts";
