import { AppError } from "@landbridge/core";
import { CLI_CODES, CliRefusal, usage } from "./cli-refusal.ts";
import { EXIT } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly problems?: readonly object[];
  readonly exitCode: ExitCode;
}

/** Codes of server and engine that say: the command or a setting has to change. The rest means "it failed". */
const USAGE_CODES = new Set([
  "BAD_REQUEST",
  "UNAUTHENTICATED",
  "SIGN_IN_LINK_SPENT",
  "FORBIDDEN",
  "WORKSPACE_NOT_FOUND",
  "JOB_NOT_FOUND",
  "RESOURCE_NOT_FOUND",
  "SOURCE_NOT_FOUND",
  "STEP_NOT_FOUND",
  "VERSION_NOT_FOUND",
  "INPUT_NOT_FOUND",
  "GROUP_NOT_FOUND",
  "MEMBER_NOT_FOUND",
  "INPUTS_INVALID",
  "CONFIG_REFUSED",
  "SOURCE_NOT_READABLE",
  "NEWER_SCHEMA",
  "DATA_DIR_IN_USE",
  "PORT_IN_USE",
  "CONFIGURATION_INVALID",
  "NOT_BUILT",
]);

/** Tells a person or a program what went wrong, and gives the exit code for it. */
export function reportFault(error: unknown, output: Output): ExitCode {
  const { exitCode, ...fault } = faultOf(error);
  // A fault of ours: the trace is what a report needs.
  if (fault.code === "INTERNAL" && error instanceof Error) output.note(error.stack ?? "");
  if (output.isJson) {
    output.json({ error: fault });
    return exitCode;
  }
  output.note(`${output.noteStyle(["red", "bold"], `${fault.code}:`)} ${fault.message}`);
  if (fault.hint !== undefined) output.note(output.noteStyle("dim", `  ${fault.hint}`));
  return exitCode;
}

/** What commander says, in our shape: its suggestion becomes the hint. */
export function usageFault(message: string): CliRefusal {
  const [first = "", ...rest] = message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").replace(/^\(|\)$/g, "");
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, "")}.`;
  return usage(sentence, suggestion || "landbridge --help lists commands and options.");
}

function faultOf(error: unknown): Fault {
  if (error instanceof CliRefusal) {
    const { code, message, hint, problems } = error;
    return withoutAbsent({ code, message, hint, problems, exitCode: CLI_CODES[code] });
  }
  if (error instanceof AppError) {
    return withoutAbsent({ ...refused(error.code, error.message), hint: error.hint });
  }
  const view = apiErrorView(error);
  if (view) return withoutAbsent({ ...refused(view.code, view.detail), hint: view.hint });
  const message = error instanceof Error ? error.message : String(error);
  if (isSystemError(error))
    return { code: "SYSTEM_REFUSED", message: sentenceOfSystem(message), exitCode: EXIT.failed };
  return { code: "INTERNAL", message, exitCode: EXIT.failed };
}

/** A full disk, a missing permission: nothing that a trace would explain. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** "EACCES: permission denied, open '/x'" → "permission denied, open '/x'." */
function sentenceOfSystem(message: string): string {
  return `The system refused: ${message.replace(/^[A-Z0-9]+: /, "")}.`;
}

function refused(code: string, message: string): Pick<Fault, "code" | "message" | "exitCode"> {
  return { code, message, exitCode: USAGE_CODES.has(code) ? EXIT.usage : EXIT.failed };
}

interface RefusalView {
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
}

/** An ApiError by its shape: importing its class would load the whole contract into every command. */
function apiErrorView(error: unknown): RefusalView | undefined {
  if (!(error instanceof Error) || error.name !== "ApiError" || !("view" in error)) return undefined;
  const { view } = error;
  if (typeof view !== "object" || view === null || !("code" in view) || !("detail" in view)) return undefined;
  const hint = "hint" in view && typeof view.hint === "string" ? { hint: view.hint } : {};
  return { code: String(view.code), detail: String(view.detail), ...hint };
}

function withoutAbsent(
  fault: { [Key in keyof Fault]: Fault[Key] | undefined } & Pick<Fault, "code" | "message" | "exitCode">,
): Fault {
  const { hint, problems, ...rest } = fault;
  return {
    ...rest,
    ...(hint === undefined ? {} : { hint }),
    ...(problems === undefined ? {} : { problems }),
  };
}
