import { RAW_ROUTES } from "@landbridge/api";
import type { Connection } from "./connection.ts";
import { openRequest, readBytes } from "./http-request.ts";
import { refusalOf } from "./http-refusal.ts";

export interface StepReference {
  readonly job: string;
  readonly number: number;
  readonly index: number;
}

/** A step's log from `offset`; `isComplete` when nothing can follow. The server answers in pieces. */
export async function readStepLog(
  { address, workspace }: Connection,
  step: StepReference,
  offset: number,
): Promise<{ readonly bytes: Uint8Array; readonly isComplete: boolean }> {
  const values: Readonly<Record<string, string | number>> = { workspace, ...step };
  const route = RAW_ROUTES.stepLog.replace(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(String(values[key])),
  );
  const response = await openRequest(address, {
    method: "GET",
    path: `${route}?offset=${offset}`,
    accept: "text/plain",
  });
  const bytes = await readBytes(response);
  if (response.statusCode !== 200)
    throw refusalOf(address, response.statusCode ?? 500, bytes.toString("utf8"));
  return { bytes, isComplete: response.headers["x-log-complete"] === "true" };
}
