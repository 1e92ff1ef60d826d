import { AppError } from "@landbridge/core";
import type { Context } from "../context.ts";
import type { ExitCode } from "../exit-code.ts";

export async function agent(_context: Context, _flags: object): Promise<ExitCode> {
  throw new AppError("NOT_BUILT", "The agent is being written.");
}
