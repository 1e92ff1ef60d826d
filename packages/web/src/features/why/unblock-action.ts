import type { UnblockView } from "@landbridge/api";
import { SOURCES_PATH, jobPath, runPath } from "../../paths.ts";

/** What a press can do about something that is in the way. */
export type UnblockAction =
  | { readonly kind: "run" | "resume"; readonly job: string }
  /** An IN of the job that is looked at. */
  | { readonly kind: "unpin"; readonly job: string; readonly input: string }
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
      return { kind: "go", path: pathOfRunIn(text, target), label: "Look and vote" };
    case "mend-configuration":
      return { kind: "go", path: SOURCES_PATH, label: "Sources" };
    case "connect-agent":
      return { kind: "go", path: "/agents", label: "Agents" };
    default:
      return undefined;
  }
}

/** "Approve deploy #3." */
function pathOfRunIn(text: string, job: string): string {
  const number = / #(\d+)/.exec(text)?.[1];
  return number === undefined ? jobPath(job) : runPath(job, Number(number));
}
