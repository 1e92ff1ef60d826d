import { answersOf, decideVote } from "@landbridge/core";
import type { Approval, Gate, InputValues } from "@landbridge/core";
import { approvalFor } from "../../engine/votes.ts";
import { voterOf } from "../gate-facts.ts";
import { readGiven } from "../given-values.ts";
import { contextOf, getJobRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";
import { getRunRecord, runViewOf, submitRun } from "./runs.ts";

type GateRoutes = "approveRun" | "rejectRun";

export function gateHandlers(parts: HandlerParts): { readonly [Name in GateRoutes]: Handler<Name> } {
  return {
    async approveRun({ workspace, job, number, comment, inputs }, caller) {
      const { cache } = await contextOf(parts, workspace);
      const { live } = await getRunRecord(parts, getJobRecord(cache, job).id, { job, number });
      const approval = approvalFor(cache.workflow, job);
      const voter = await voterOf(parts, caller.account);
      const vote = { by: voter.name, kind: "approve", at: parts.now().getTime() } as const;
      // Whoever comes too late or may not vote hears that, and not what was wrong with the answers.
      const mayVote = decideVote(approval, live, vote, voter).ok;
      const given = mayVote ? answersTo(approval, live.gate, inputs) : undefined;
      await submitRun(parts, {
        type: "voted",
        kind: "approve",
        job,
        number,
        voter,
        ...(comment === undefined ? {} : { comment }),
        ...given,
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
  const { engine } = parts;
  const cache = await engine.current();
  const { live } = await getRunRecord(parts, getJobRecord(cache, job).id, { job, number });
  const given = answersTo(approvalFor(cache.workflow, job), live.gate, inputs);
  const voter = { name: by, groups: [], mayRun: true };
  await submitRun(parts, { type: "voted", kind: "approve", job, number, voter, isForAll: true, ...given });
}

export interface LetThrough {
  readonly job: string;
  readonly number: number;
  /** Who does. */
  readonly by: string;
  /** Answers to what the gate asks. */
  readonly inputs: Readonly<Record<string, string>>;
}

interface Answers {
  readonly answers?: InputValues;
  readonly env?: Readonly<Record<string, string>>;
}

/** What somebody answers to a gate; what others have answered already stays unless it is answered anew. */
function answersTo(
  { inputs: asked = [] }: Approval,
  gate: Gate | undefined,
  given: Readonly<Record<string, unknown>>,
): Answers {
  const before = gate ? answersOf(gate) : {};
  const stillAsked = asked.filter(({ name }) => Object.hasOwn(given, name) || !Object.hasOwn(before, name));
  // What the gate does not ask is refused, whoever answered what before.
  const unknown = Object.keys(given).some((name) => !asked.some((input) => input.name === name));
  const read = readGiven(unknown ? asked : stillAsked, given);
  return stillAsked.length === 0 ? {} : { answers: read.values, env: read.env };
}
