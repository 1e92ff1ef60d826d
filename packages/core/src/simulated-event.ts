/** One thing to try, in the order given. */
export type SimulatedEvent =
  | { readonly kind: "version"; readonly resource: string; readonly versionName?: string }
  | { readonly kind: JobEventKind; readonly job: string }
  | { readonly kind: "pin"; readonly job: string; readonly input: string; readonly number: number }
  | { readonly kind: "unpin"; readonly job: string; readonly input: string }
  | { readonly kind: "quarantine" | "release"; readonly name: string; readonly number: number }
  | { readonly kind: "advance"; readonly milliseconds: number };

const JOB_EVENTS = ["run", "success", "failure", "approve", "reject", "cancel", "pause", "resume"] as const;
export type JobEventKind = (typeof JOB_EVENTS)[number];

/** How each event is written, for help and refusals. */
export const EVENT_FORMS = [
  "version:RESOURCE[@NAME]",
  ...JOB_EVENTS.map((kind) => `${kind}:JOB`),
  "pin:JOB/IN@NUMBER",
  "unpin:JOB/IN",
  "quarantine:NAME@NUMBER",
  "release:NAME@NUMBER",
  "advance:DURATION",
] as const;

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** No longer at once: ten years. */
const LONGEST_ADVANCE_MS = 3650 * UNITS.d;

/** Reads an event as it is written in `EVENT_FORMS`; `undefined` for anything else. */
export function parseSimulatedEvent(text: string): SimulatedEvent | undefined {
  const [, kind = "", rest = ""] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const jobEvent = JOB_EVENTS.find((known) => known === kind);
  if (jobEvent) return { kind: jobEvent, job: rest };
  switch (kind) {
    case "version":
      return readVersion(rest);
    case "pin":
    case "unpin":
      return readPin(kind, rest);
    case "quarantine":
    case "release": {
      const [, name, number] = /^([^@]+)@([1-9]\d{0,8})$/.exec(rest) ?? [];
      return name === undefined ? undefined : { kind, name, number: Number(number) };
    }
    case "advance": {
      const milliseconds = readDuration(rest);
      return milliseconds === undefined ? undefined : { kind, milliseconds };
    }
    default:
      return undefined;
  }
}

function readVersion(rest: string): SimulatedEvent | undefined {
  const [, resource, versionName] = /^([^@]+)(?:@(.+))?$/s.exec(rest) ?? [];
  if (resource === undefined) return undefined;
  return { kind: "version", resource, ...(versionName === undefined ? {} : { versionName }) };
}

function readPin(kind: "pin" | "unpin", rest: string): SimulatedEvent | undefined {
  const [, job, input, number] = /^([^/@]+)\/([^/@]+)(?:@([1-9]\d{0,8}))?$/.exec(rest) ?? [];
  if (job === undefined || input === undefined) return undefined;
  if (kind === "unpin") return number === undefined ? { kind, job, input } : undefined;
  return number === undefined ? undefined : { kind, job, input, number: Number(number) };
}

/** "90s", "15m", "2h", "3d", "1h30m" */
function readDuration(text: string): number | undefined {
  if (!/^(?:\d{1,9}[smhd])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhd])/g)) {
    total += Number(count) * UNITS[unit as keyof typeof UNITS];
  }
  return total > 0 && total <= LONGEST_ADVANCE_MS ? total : undefined;
}
