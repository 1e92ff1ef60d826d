import { assertNever } from "./assert-never.ts";
import type { SimulatedEvent } from "./simulated-event.ts";

/** What an event did, one sentence, where that was not told of a run already. */
export function sentenceOfDeed(event: Exclude<SimulatedEvent, { readonly kind: "advance" }>): string {
  switch (event.kind) {
    case "version":
      return `${event.resource} has a new version.`;
    case "run":
      return `A run of ${event.job} was asked for.`;
    case "success":
    case "failure":
      return `A run of ${event.job} ended: ${event.kind}.`;
    case "approve":
    case "reject":
      return `Somebody voted on a run of ${event.job}.`;
    case "cancel":
      return `${event.job} was canceled.`;
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
