import type { QuarantineView } from "@landbridge/api";
import type { StoredQuarantine } from "../../store/quarantines.ts";

export function presentQuarantine({ by, reason, at }: StoredQuarantine): QuarantineView {
  return { by, reason, at: at.toISOString() };
}
