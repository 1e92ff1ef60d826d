import type { UnblockView } from "@landbridge/api";
import { SOURCES_PATH, jobPath } from "../../paths.ts";

/** What a press can do about something that is in the way. */
export type UnblockAction =
  | { readonly kind: "run" | "resume"; readonly job: string }
  /** An IN of the job that is looked at. */
  | { readonly kind: "unpin"; readonly job: string; readonly input: string }
  /** The gate of a run; what the way there is called hangs on who looks. */
  | { readonly kind: "gate"; readonly job: string; readonly number: number }
  | { readonly kind: "go"; readonly path: string; readonly label: string };

/** The button beside a piece of advice about a job; none where only waiting or an edit elsewhere helps. */
export function actionOf({ action, target, text }: UnblockView, job: string): UnblockAction | undefined {
  switch (action) {
    case "run-manually":
    case "run-job":
      return { kind: "run", job: target };
    case "resume-job":
      return { kind: "resume", job: target };
    case "unpin":
      return { kind: "unpin", job, input: target };
    case "approve":
      return wayToGate(text, target);
    case "mend-configuration":
      return { kind: "go", path: SOURCES_PATH, label: "Sources" };
    case "connect-agent":
      return { kind: "go", path: "/agents", label: "Agents" };
    default:
      return undefined;
  }
}

/** "Approve deploy #3." */
function wayToGate(text: string, job: string): UnblockAction {
  const number = / #(\d+)/.exec(text)?.[1];
  return number === undefined
    ? { kind: "go", path: jobPath(job), label: "Look" }
    : { kind: "gate", job, number: Number(number) };
}
