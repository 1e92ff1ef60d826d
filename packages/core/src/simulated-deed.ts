import { assertNever } from "./assert-never.ts";
import type { SimulatedEvent } from "./simulated-event.ts";

/** What an event did, one sentence; none of what is told with its run, or by the decision about it. */
export function sentenceOfDeed(event: SimulatedEvent): string | undefined {
  switch (event.kind) {
    case "version":
      return `${event.resource} has a new version.`;
    case "run":
    case "success":
    case "failure":
    case "approve":
    case "reject":
    case "cancel":
    case "advance":
      return undefined;
    case "pause":
      return `${event.job} is paused: no event starts it.`;
    case "resume":
      return `${event.job} starts by its events again.`;
    case "pin":
      return `${event.input} of ${event.job} is pinned to version ${String(event.number)}.`;
    case "unpin":
      return `${event.input} of ${event.job} is unpinned.`;
    case "quarantine":
      return `${event.name}@${String(event.number)} is in quarantine.`;
    case "release":
      return `${event.name}@${String(event.number)} is out of quarantine.`;
    default:
      return assertNever(event);
  }
}
