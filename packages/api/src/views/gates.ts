import { VOTES } from "@landbridge/core";
import { z } from "zod";
import { time } from "./time.ts";

/** The value of a typed input. */
const inputValueView = z.union([z.string(), z.number(), z.boolean()]);
export const inputValuesView = z.record(z.string(), inputValueView);

/** A typed question: what a job asks of whoever runs it by hand, or a gate of whoever approves. */
export const declaredInputView = z.object({
  name: z.string(),
  type: z.enum(["string", "number", "boolean", "choice"]),
  description: z.string().exactOptional(),
  /** Absent: a value has to be given. */
  default: inputValueView.exactOptional(),
  /** Of a choice. */
  options: z.array(z.string()).exactOptional(),
});
export type DeclaredInputView = z.infer<typeof declaredInputView>;

/** What a job's gate asks for, as declared. */
export const approvalView = z.object({
  /** Groups or members; empty: anyone who may run the job. */
  approvers: z.array(z.string()),
  required: z.number().int(),
  selfApproval: z.boolean(),
  timeoutMinutes: z.number().int().exactOptional(),
  /** With its `${VARIABLES}` as written. */
  message: z.string().exactOptional(),
  inputs: z.array(declaredInputView),
});
export type ApprovalView = z.infer<typeof approvalView>;

const voteView = z.object({
  by: z.string(),
  kind: z.enum(VOTES),
  at: time,
  comment: z.string().exactOptional(),
  answers: inputValuesView.exactOptional(),
});
export type VoteView = z.infer<typeof voteView>;

/** A gate in one line of a list. */
export const gateSummaryView = z.object({
  required: z.number().int(),
  /** Who approved so far. */
  approvedBy: z.array(z.string()),
  expiresAt: time,
});
export type GateSummaryView = z.infer<typeof gateSummaryView>;

const gateVersionView = z.object({ number: z.number().int(), name: z.string().exactOptional() });

/** One IN of a gated run: what the gate would let through, and what it let through last. */
const gateDifferenceView = z.object({
  name: z.string(),
  kind: z.enum(["resource", "job", "missing"]),
  /** Absent: there is no version to read. */
  version: gateVersionView.exactOptional(),
  /** Absent: nothing was let through before, or not of this input. */
  before: gateVersionView.exactOptional(),
  isChanged: z.boolean(),
});
export type GateDifferenceView = z.infer<typeof gateDifferenceView>;

/** What the caller may do about a gate. Absent reasons: they may. */
const gateMineView = z.object({
  mayApprove: z.boolean(),
  whyNotApprove: z.string().exactOptional(),
  mayReject: z.boolean(),
  whyNotReject: z.string().exactOptional(),
});
export type GateMineView = z.infer<typeof gateMineView>;

/** The gate of a run: what it asks for, what was said, and what it would let through. */
export const gateView = gateSummaryView.extend({
  approvers: z.array(z.string()),
  selfApproval: z.boolean(),
  since: time,
  votes: z.array(voteView),
  /** With what is known of its `${VARIABLES}` filled in. */
  message: z.string().exactOptional(),
  /** What it asks of whoever approves and nobody has answered yet. */
  asks: z.array(declaredInputView),
  mine: gateMineView,
  /** The run of the job that was let through last before this one; absent: none was. */
  lastLetThrough: z.object({ number: z.number().int(), startedAt: time }).exactOptional(),
  difference: z.array(gateDifferenceView),
});
export type GateView = z.infer<typeof gateView>;
