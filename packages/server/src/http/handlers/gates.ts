import { voterOf } from "../gate-facts.ts";
import { contextOf, getJobRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";
import { runViewOf, submitRun } from "./runs.ts";

type GateRoutes = "approveRun" | "rejectRun";

export function gateHandlers(parts: HandlerParts): { readonly [Name in GateRoutes]: Handler<Name> } {
  return {
    async approveRun({ workspace, job, number, comment, inputs }, caller) {
      getJobRecord((await contextOf(parts, workspace)).cache, job);
      await submitRun(parts, {
        type: "voted",
        kind: "approve",
        job,
        number,
        voter: await voterOf(parts, caller.account),
        ...(comment === undefined ? {} : { comment }),
        inputs,
      });
      return runViewOf(parts, await contextOf(parts, workspace), { job, number, caller });
    },
    async rejectRun({ workspace, job, number, comment }, caller) {
      getJobRecord((await contextOf(parts, workspace)).cache, job);
      const voter = await voterOf(parts, caller.account);
      await submitRun(parts, { type: "voted", kind: "reject", job, number, voter, comment });
      return runViewOf(parts, await contextOf(parts, workspace), { job, number, caller });
    },
  };
}

/** Lets a run through its gate on behalf of everybody whom it asks: of a server that nobody else is on. */
export async function letThrough(
  parts: HandlerParts,
  { job, number, by, inputs }: LetThrough,
): Promise<void> {
  const voter = { name: by, groups: [], mayRun: true };
  await submitRun(parts, { type: "voted", kind: "approve", job, number, voter, isForAll: true, inputs });
}

export interface LetThrough {
  readonly job: string;
  readonly number: number;
  /** Who does. */
  readonly by: string;
  /** Answers to what the gate asks. */
  readonly inputs: Readonly<Record<string, string>>;
}
