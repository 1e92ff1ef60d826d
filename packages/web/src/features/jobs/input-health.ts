import type { JobInputView } from "@landbridge/api";
import type { Status } from "../../ui/status.ts";

const STATUS_OF_HEALTH: Readonly<Record<JobInputView["health"], Status>> = {
  healthy: "success",
  busy: "processing",
  unhealthy: "failure",
};

/** Health is shown with the marks of statuses, so that there is one set to learn. */
export function statusOfHealth(health: JobInputView["health"]): Status {
  return STATUS_OF_HEALTH[health];
}
