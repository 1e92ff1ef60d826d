export { isConfigFile } from "./files.ts";
export { formatProblem } from "./format-problem.ts";
export { loadWorkflow } from "./load-workflow.ts";
export type { ConfigFile, ExternalText, LoadOptions, LoadedWorkflow } from "./load-workflow.ts";
export { declaredContent, readPlainly } from "./plain-reading.ts";
export type { PlainReading } from "./plain-reading.ts";
export { PROBLEM_CODES } from "./problem.ts";
export type { Problem, ProblemCode, Severity } from "./problem.ts";
