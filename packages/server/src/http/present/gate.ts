import type { GateSummaryView, GateView, VoteView } from "@landbridge/api";
import { answersOf, approvalsOf, ownValue } from "@landbridge/core";
import type { Gate, Vote, Workflow } from "@landbridge/core";
import { approvalFor } from "../../engine/votes.ts";
import type { GateFacts } from "../gate-facts.ts";
import { presentDeclaredInput } from "./declared-input.ts";

export function presentGateSummary(gate: Gate, job: string, workflow: Workflow): GateSummaryView {
  return {
    required: approvalFor(workflow, job).required,
    approvedBy: [...approvalsOf(gate)],
    expiresAt: timeText(gate.expiresAt),
  };
}

export function presentGate(
  gate: Gate,
  facts: GateFacts,
  context: { job: string; workflow: Workflow },
): GateView {
  const { approval, mine, message, last } = facts;
  const answered = answersOf(gate);
  const asked = approval.inputs ?? [];
  return {
    ...presentGateSummary(gate, context.job, context.workflow),
    approvers: [...approval.approvers],
    selfApproval: approval.selfApproval,
    since: timeText(gate.since),
    votes: gate.votes.map(presentVote),
    asks: asked.filter(({ name }) => !Object.hasOwn(answered, name)).map(presentDeclaredInput),
    mine,
    difference: facts.names.map((name) => differenceOf(name, facts, context.workflow)),
    ...(message === undefined ? {} : { message }),
    ...(last ? { lastLetThrough: { number: last.number, startedAt: last.startedAt.toISOString() } } : {}),
  };
}

function differenceOf(
  name: string,
  { versions, last, nameOf }: GateFacts,
  { resources, jobs }: Workflow,
): GateView["difference"][number] {
  const versionOf = (number: number) => {
    const versionName = nameOf(name, number);
    return { number, ...(versionName === undefined ? {} : { name: versionName }) };
  };
  const [now, before] = [ownValue(versions, name), ownValue(last?.versions, name)];
  const kindOfJob = jobs.has(name) ? "job" : "missing";
  return {
    name,
    kind: resources.has(name) ? "resource" : kindOfJob,
    isChanged: now !== before,
    ...(now === undefined ? {} : { version: versionOf(now) }),
    ...(before === undefined ? {} : { before: versionOf(before) }),
  };
}

function presentVote({ by, kind, at, comment, answers }: Vote): VoteView {
  return {
    by,
    kind,
    at: timeText(at),
    ...(comment === undefined ? {} : { comment }),
    ...(answers === undefined ? {} : { answers: { ...answers } }),
  };
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
