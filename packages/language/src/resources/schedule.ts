import { Cron, CronPattern } from "croner";

const PARTS: readonly { readonly name: string; readonly allowed: string }[] = [
  { name: "minute", allowed: "0 to 59" },
  { name: "hour", allowed: "0 to 23" },
  { name: "day of the month", allowed: "1 to 31, or L" },
  { name: "month", allowed: "1 to 12, or JAN to DEC" },
  { name: "day of the week", allowed: "0 to 7 (0 and 7 are Sunday), or SUN to SAT" },
];
const PART_NAMES = PARTS.map(({ name }) => name).join(", ");

/** Every minute of a day in a list has a tenth of this. */
const LONGEST = 2000;

/** What is wrong with a schedule in cron's five fields; completes "`interval` …". */
export function faultOfSchedule(schedule: string): string | undefined {
  if (schedule.length > LONGEST) {
    return `has ${schedule.length} characters, of which at most ${LONGEST} are read, but a schedule has five fields: ${PART_NAMES}`;
  }
  const parts = schedule.trim().split(/\s+/);
  if (schedule.trim().startsWith("@")) {
    return `is a short name such as @daily, but a schedule has five fields: ${PART_NAMES}`;
  }
  if (parts.length !== PARTS.length) {
    return `has ${countOf(parts, schedule)}, but a schedule has five: ${PART_NAMES}`;
  }
  const fault = faultOfPattern(parts.join(" "));
  if (fault === undefined) return neverComes(parts) ? "names a day that never comes" : undefined;
  return faultOfPart(parts) ?? `can't be read as a schedule: ${fault}`;
}

function countOf(parts: readonly string[], schedule: string): string {
  if (schedule.trim() === "") return "no fields";
  return parts.length === 1 ? "one field" : `${parts.length} fields`;
}

/** Each field on its own, so that the wrong one can be named. */
function faultOfPart(parts: readonly string[]): string | undefined {
  for (const [index, written] of parts.entries()) {
    const alone = PARTS.map((_, at) => (at === index ? written : "*")).join(" ");
    const part = PARTS[index];
    if (!part || faultOfPattern(alone) === undefined) continue;
    return `has \`${written}\` as ${part.name}, where ${part.allowed} can stand, and \`*\`, lists, ranges and steps`;
  }
  return undefined;
}

function faultOfPattern(written: string): string | undefined {
  const pattern = readPattern(written);
  return typeof pattern === "string" ? pattern : undefined;
}

/** The pattern, or what is wrong with it. */
function readPattern(written: string): CronPattern | string {
  try {
    return new CronPattern(written, "UTC", { mode: "5-part" });
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: |\.$/g, "") : String(error);
  }
}

/** Only a day together with a month can be one that never comes, such as the 30th of February. */
function neverComes(parts: readonly string[]): boolean {
  const [, , day = "*", month = "*", weekday = "*"] = parts;
  if (isAny(day) || isAny(month) || !isAny(weekday)) return false;
  // Leap days are what a day may have to wait for longest; what was one year before does not matter.
  return (
    new Cron(parts.join(" "), { mode: "5-part", timezone: "UTC", paused: true }).nextRun(A_DATE) === null
  );
}

const A_DATE = new Date(0);

function isAny(part: string): boolean {
  return part === "*" || part === "?";
}
