import { AppError } from "@landbridge/core";
import type { Pin } from "@landbridge/core";
import type { PinAsked } from "../../engine/pins.ts";
import { jobDetailOf } from "./jobs.ts";
import { contextOf, getJobRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

type PinRoutes = "pinInput" | "unpinInput";

export function pinHandlers(parts: HandlerParts): { readonly [Name in PinRoutes]: Handler<Name> } {
  const change = async (workspace: string, asked: PinAsked) => {
    getJobRecord((await contextOf(parts, workspace)).cache, asked.job);
    await parts.engine.submit({ type: "pin-asked", ...asked });
    return jobDetailOf(parts, await contextOf(parts, workspace), asked.job);
  };
  return {
    pinInput: ({ workspace, job, input, versionNumber, versionName, comment }, caller) =>
      change(workspace, {
        job,
        input,
        pin: pinFrom(versionNumber, versionName),
        by: caller.account.name,
        ...(comment === undefined ? {} : { comment }),
      }),
    unpinInput: ({ workspace, job, input }, caller) =>
      change(workspace, { job, input, by: caller.account.name }),
  };
}

function pinFrom(versionNumber: number | undefined, versionName: string | undefined): Pin {
  if (versionNumber !== undefined && versionName === undefined) return { kind: "number", versionNumber };
  if (versionName !== undefined && versionNumber === undefined) return { kind: "name", versionName };
  throw new AppError("BAD_REQUEST", "A pin is given by versionNumber or by versionName: one of the two.");
}
