import type { JobInputView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { lookOf } from "../../ui/status.ts";
import { statusOfHealth } from "./input-health.ts";

/** The health of an IN with its mark. */
export function InputHealth({
  input,
}: {
  readonly input: Pick<JobInputView, "health" | "healthText">;
}): ReactElement {
  const status = statusOfHealth(input.health);
  return (
    <span className="inputs-health" style={{ "--status": `var(--status-${status})` }}>
      <Icon
        name={lookOf(status).icon}
        size={14}
        className={input.health === "busy" ? "status-turning" : ""}
      />
      <span>{input.healthText}</span>
    </span>
  );
}
