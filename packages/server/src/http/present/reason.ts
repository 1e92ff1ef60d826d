import type { ReasonView } from "@landbridge/api";
import type { ReasonLine } from "@landbridge/core";

export function presentReason(line: ReasonLine): ReasonView {
  return {
    text: line.text,
    unblock: line.unblock.map((step) => ({ ...step })),
    ...(line.code === undefined ? {} : { code: line.code }),
  };
}
