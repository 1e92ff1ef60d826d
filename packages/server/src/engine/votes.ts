import {
  AppError,
  answersOf,
  approvalOf,
  changeRun,
  decideVote,
  decisionOnVote,
  openGate,
} from "@landbridge/core";
import type { Approval, Gate, Vote, VoteKind, VoteRefusal, Voter, Workflow } from "@landbridge/core";
import { jobOf, putAudit, putDecision, putEvent, putRun, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunWithout } from "./consequences.ts";
import { readGiven } from "./given-values.ts";
import type { GivenValues } from "./given-values.ts";
import type { RunRecord } from "./run-record.ts";

/** Somebody's word about a gated run. */
export interface VoteAsked {
  readonly job: string;
  readonly number: number;
  readonly voter: Voter;
  readonly kind: VoteKind;
  readonly comment?: string;
  /** Answers to what the gate asks: read in the transaction. */
  readonly inputs?: GivenValues;
  /** The voter is alone with the workflow, and stands for everybody whom the gate asks. */
  readonly isForAll?: true;
}

const CODES = {
  "not-an-approver": "NOT_AN_APPROVER",
  "self-approval": "SELF_APPROVAL",
  "voted-already": "VOTED_ALREADY",
  "not-gated": "RUN_NOT_GATED",
} as const satisfies Record<VoteRefusal, string>;

/** Refuses with INPUTS_INVALID what does not answer what the gate asks. Records a vote, and opens or closes the gate with it. */
export function vote(batch: Batch, asked: VoteAsked): RunRecord {
  const { job, number, voter, kind } = asked;
  const name = `${job} #${String(number)}`;
  const record = gatedRecord(batch, asked);
  const declared = approvalFor(batch.workflow, job);
  const approval = asked.isForAll ? approvalOf(undefined) : declared;
  const word: Vote = {
    by: voter.name,
    kind,
    at: batch.draft.now,
    ...(asked.comment === undefined ? {} : { comment: asked.comment }),
  };
  // Whoever comes too late or may not vote hears that, and not what was wrong with the answers.
  const mayVote = decideVote(approval, record.live, word, voter).ok;
  const isAnswering = mayVote && kind === "approve";
  const given = isAnswering ? answersTo(declared, record.live.gate, asked.inputs ?? {}) : undefined;
  const answered = given === undefined ? word : { ...word, answers: given.values };
  const outcome = decideVote(approval, record.live, answered, voter);
  if (!outcome.ok) throw new AppError(CODES[outcome.refusal], outcome.text);
  const { gate, result } = outcome;
  const says = kind === "approve" ? "approved" : "rejected";
  const event = putEvent(batch, { kind: "voted", subject: job, text: `${voter.name} ${says} ${name}` });
  const details = { number, ...(asked.comment === undefined ? {} : { comment: asked.comment }) };
  putAudit(batch, { actor: voter.name, action: kind, subject: job, details });
  const voted = withGate(batch, record, gate, given?.env);
  putDecision(batch, event, decisionOnVote(voted.live, { approval, gate, result, by: voter.name }));
  if (result === "rejected") {
    const why = asked.comment === undefined ? "" : `: ${asked.comment.replace(/\.$/, "")}`;
    const reason = { code: "gate-rejected", message: `${voter.name} rejected it${why}.` } as const;
    endRunWithout(batch, voted, { status: "canceled", reason });
  } else if (result === "approved") {
    const live = openGate(batch.draft, voted.live);
    if (live) putRun(batch, { ...voted, live, status: live.status, queuedAt: batch.at });
  }
  return runOf(batch, record.live.id) ?? voted;
}

/** What somebody answers to a gate; what others have answered already stays unless it is answered anew. */
function answersTo(
  { inputs: asked = [] }: Approval,
  gate: Gate | undefined,
  given: GivenValues,
): ReturnType<typeof readGiven> | undefined {
  const before = gate ? answersOf(gate) : {};
  const stillAsked = asked.filter(({ name }) => Object.hasOwn(given, name) || !Object.hasOwn(before, name));
  // What the gate does not ask is refused, whoever answered what before.
  const unknown = Object.keys(given).some((name) => !asked.some((input) => input.name === name));
  const read = readGiven(unknown ? asked : stillAsked, given);
  return stillAsked.length === 0 ? undefined : read;
}

/** What the gate of a run asks for: also where the configuration has none any more, a gate that was made counts. */
export function approvalFor(workflow: Workflow, job: string): Approval {
  return approvalOf(workflow.jobs.get(job));
}

function gatedRecord(batch: Batch, { job, number }: VoteAsked): RunRecord {
  const facts = batch.draft.job(job);
  const live = facts.live.find((candidate) => candidate.number === number);
  const record = live && runOf(batch, live.id);
  if (record) return record;
  if (!jobOf(batch, job)) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
  const name = `${job} #${String(number)}`;
  if (number > facts.lastRunNumber) throw new AppError("RUN_NOT_FOUND", `There is no run ${name}.`);
  throw new AppError("RUN_NOT_GATED", `${name} waits for no approval: it has ended.`);
}

function withGate(batch: Batch, record: RunRecord, gate: Gate, env: RunRecord["env"] = {}): RunRecord {
  const live = { ...record.live, gate };
  changeRun(batch.draft, live);
  const answers = answersOf(gate);
  const voted: RunRecord = {
    ...record,
    live,
    env: { ...record.env, ...env },
    ...(Object.keys(answers).length === 0 ? {} : { inputs: { ...record.inputs, ...answers } }),
  };
  putRun(batch, voted);
  return voted;
}
