import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createJsonSchema, loadWorkflow } from "@landbridge/language";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { readSourceFiles } from "../source/source-files.ts";

export interface SchemaRequest {
  /** A configuration whose names the schema offers. */
  readonly path: string | undefined;
  /** Written there instead of being printed. */
  readonly file: string | undefined;
}

/** `landbridge schema [PATH] [--output FILE]` */
export function schema({ output }: Context, { path, file }: SchemaRequest): ExitCode {
  // What could be loaded: while somebody writes, there is an error more often than not.
  const declared =
    path === undefined ? undefined : loadWorkflow(readSourceFiles(path).files, { isAlone: true }).definition;
  const made = createJsonSchema(declared);
  if (file === undefined) {
    if (output.isJson) output.json(made);
    else output.write(`${JSON.stringify(made, undefined, 2)}\n`);
    return EXIT.done;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(made, undefined, 2)}\n`);
  if (output.isJson) output.json({ file });
  else output.line(`${output.style("green", "✓")} ${file} is written`);
  return EXIT.done;
}
