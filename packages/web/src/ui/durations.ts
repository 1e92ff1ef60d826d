const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took, in at most two units: "40 ms", "2.4 s", "12 s", "3 min 12 s", "1 h 4 min". */
export function formatDuration(ms: number): string {
  const positive = Math.max(0, ms);
  if (positive > 0 && positive < SECOND) return `${Math.ceil(positive)} ms`;
  if (positive < 10 * SECOND && positive % SECOND !== 0)
    return `${(Math.floor(positive / 100) / 10).toFixed(1)} s`;
  if (positive < MINUTE) return `${Math.floor(positive / SECOND)} s`;
  if (positive < HOUR) return twoUnits(positive, { of: MINUTE, name: "min" }, { of: SECOND, name: "s" });
  if (positive < DAY) return twoUnits(positive, { of: HOUR, name: "h" }, { of: MINUTE, name: "min" });
  return twoUnits(positive, { of: DAY, name: "d" }, { of: HOUR, name: "h" });
}

/** A running time as on a stopwatch: "12 s", "3:07", "1:04:10". */
export function formatStopwatch(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND);
  if (seconds < 60) return `${seconds} s`;
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  const hours = Math.floor(seconds / 3_600);
  return hours === 0 ? parts.join(":").replace(/^0/, "") : [hours, ...parts].join(":");
}

/** How long ago (or how far ahead) something is: "just now", "12 s ago", "3 min ago", "in 1 d 23 h". */
export function formatRelative(at: Date, now: Date): string {
  const distance = now.getTime() - at.getTime();
  // Clocks of server and browser differ by a little: what just happened must not lie in the future.
  if (Math.abs(distance) < 5 * SECOND) return "just now";
  // Of what is to come the second unit counts: a day more or less is much before a deadline.
  return distance > 0 ? `${oneUnit(distance)} ago` : `in ${timeLeft(-distance)}`;
}

interface Unit {
  readonly of: number;
  readonly name: string;
}

function twoUnits(ms: number, large: Unit, small: Unit): string {
  const whole = Math.floor(ms / large.of);
  const rest = Math.floor((ms - whole * large.of) / small.of);
  return rest === 0 ? `${whole} ${large.name}` : `${whole} ${large.name} ${rest} ${small.name}`;
}

function timeLeft(ms: number): string {
  return ms < HOUR ? oneUnit(ms) : formatDuration(ms);
}

function oneUnit(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}
