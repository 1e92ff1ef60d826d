import type { ApprovalView, DeclaredInputView } from "@landbridge/api";
import type { Approval, JobInput } from "@landbridge/core";

export function presentDeclaredInput(input: JobInput): DeclaredInputView {
  return {
    name: input.name,
    type: input.type,
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.default === undefined ? {} : { default: input.default }),
    ...(input.type === "choice" ? { options: [...input.options] } : {}),
  };
}

export function presentApproval(approval: Approval): ApprovalView {
  const { approvers, required, selfApproval, timeoutMinutes, message, inputs = [] } = approval;
  return {
    approvers: [...approvers],
    required,
    selfApproval,
    inputs: inputs.map(presentDeclaredInput),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
    ...(message === undefined ? {} : { message }),
  };
}
