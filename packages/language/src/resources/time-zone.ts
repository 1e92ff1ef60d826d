const formats = new Map<string, Intl.DateTimeFormat>();
/** By zone and instant: the same midnights are asked for at every look at a schedule. */
const offsets = new Map<string, number>();
const MOST_OFFSETS = 10_000;

/** How many milliseconds the clocks of a zone are ahead of UTC at an instant. */
export function offsetAt(timezone: string, at: number): number {
  const key = `${timezone} ${String(at)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const found = readOffset(timezone, at);
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  offsets.set(key, found);
  return found;
}

function readOffset(timezone: string, at: number): number {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/** What is wrong with the name of a time zone; completes "`timezone` …". */
export function faultOfTimeZone(name: string): string | undefined {
  // Offsets such as +02:00 are accepted by some engines: they know of no summer time.
  if (/^[A-Za-z]/.test(name) && isKnown(name)) return undefined;
  return `is ${JSON.stringify(name)}, but should be the IANA name of a time zone, such as Europe/Berlin, America/New_York or UTC`;
}

function isKnown(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US-u-ca-iso8601-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}
