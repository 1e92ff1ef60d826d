import { expect, test } from "vitest";
import { dueTicks, nextTick } from "./schedule-instants.ts";

/** The next ticks after an instant, without what all of them have in common. */
function ticks(interval: string, timezone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let at: Date | undefined = new Date(after);
  while (at && found.length < count) {
    at = nextTick({ interval, timezone }, at);
    if (at) found.push(at.toISOString().replace(":00.000Z", "Z"));
  }
  return found;
}

test.each([
  // Clocks go from 02:00 to 03:00 on 29 March, at 01:00 UTC.
  ["30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-29T01:30Z", "2026-03-30T00:30Z"]],
  [
    "0,30 2 * * *",
    "Europe/Berlin",
    "2026-03-28T12:00Z",
    ["2026-03-29T01:00Z", "2026-03-29T01:30Z", "2026-03-30T00:00Z"],
  ],
  [
    "30 1,2,3 * * *",
    "Europe/Berlin",
    "2026-03-28T12:00Z",
    ["2026-03-29T00:30Z", "2026-03-29T01:30Z", "2026-03-29T23:30Z"],
  ],
  [
    "*/30 * * * *",
    "Europe/Berlin",
    "2026-03-29T00:00Z",
    ["2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z"],
  ],
  ["0 3 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-29T01:00Z", "2026-03-30T01:00Z"]],
  // They go from 03:00 to 02:00 on 25 October, at 01:00 UTC.
  ["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", ["2026-10-25T00:30Z", "2026-10-26T01:30Z"]],
  [
    "0,30 2 * * *",
    "Europe/Berlin",
    "2026-10-24T12:00Z",
    ["2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-26T01:00Z"],
  ],
  [
    "30 * * * *",
    "Europe/Berlin",
    "2026-10-24T23:00Z",
    ["2026-10-24T23:30Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-25T02:30Z"],
  ],
  [
    "30 0-6/2 * * *",
    "Europe/Berlin",
    "2026-10-24T21:00Z",
    ["2026-10-24T22:30Z", "2026-10-25T00:30Z", "2026-10-25T03:30Z"],
  ],
  // From 02:00 to 03:00 on 8 March at 07:00 UTC, and back on 1 November at 06:00 UTC.
  ["15 2 * * *", "America/New_York", "2026-03-07T12:00Z", ["2026-03-08T07:15Z", "2026-03-09T06:15Z"]],
  ["15 1 * * *", "America/New_York", "2026-10-31T12:00Z", ["2026-11-01T05:15Z", "2026-11-02T06:15Z"]],
  // By half an hour only: from 02:00 to 02:30 on 4 October, and from 02:00 to 01:30 on 5 April.
  [
    "15,45 2 * * *",
    "Australia/Lord_Howe",
    "2026-10-03T12:00Z",
    ["2026-10-03T15:45Z", "2026-10-04T15:15Z", "2026-10-04T15:45Z"],
  ],
  [
    "*/15 1 * * *",
    "Australia/Lord_Howe",
    "2026-04-04T12:00Z",
    ["2026-04-04T14:00Z", "2026-04-04T14:15Z", "2026-04-04T14:30Z", "2026-04-04T14:45Z", "2026-04-05T14:30Z"],
  ],
  [
    "*/15 * * * *",
    "Australia/Lord_Howe",
    "2026-04-04T14:30Z",
    ["2026-04-04T14:45Z", "2026-04-04T15:00Z", "2026-04-04T15:15Z", "2026-04-04T15:30Z"],
  ],
  // Midnight itself is missing: clocks went from 00:00 to 01:00 on 4 November 2018.
  ["0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00Z", ["2018-11-04T03:00Z", "2018-11-05T02:00Z"]],
  // Zones that are far from UTC, and no change of clocks at all.
  ["0 0 1 * *", "Pacific/Kiritimati", "2026-01-01T00:00Z", ["2026-01-31T10:00Z", "2026-02-28T10:00Z"]],
  ["30 2 * * *", "UTC", "2026-03-28T02:30Z", ["2026-03-29T02:30Z", "2026-03-30T02:30Z"]],
  ["0 9 * * 1-5", "Asia/Kolkata", "2026-11-20T12:00Z", ["2026-11-23T03:30Z", "2026-11-24T03:30Z"]],
  ["0 0 29 2 *", "UTC", "2026-01-01T00:00Z", ["2028-02-29T00:00Z", "2032-02-29T00:00Z"]],
  ["0 12 L * *", "UTC", "2026-02-01T00:00Z", ["2026-02-28T12:00Z", "2026-03-31T12:00Z"]],
])("%s in %s after %s", (interval, timezone, after, expected) => {
  expect(ticks(interval, timezone, after, expected.length)).toEqual(expected);
});

test.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])(
  "in a year of %s a fixed time comes once each day, in order",
  (timezone) => {
    for (const time of ["0 1", "15 1", "45 1", "0 2", "15 2", "45 2", "30 3"]) {
      const found = ticks(`${time} * * *`, timezone, "2025-12-31T18:00Z", 365);
      expect(new Set(found).size).toBe(365);
      expect(found.toSorted()).toEqual(found);
      expect(Date.parse(found.at(-1) ?? "") - Date.parse(found[0] ?? "")).toBe(364 * 86_400_000);
    }
  },
);

test.each(["Europe/Berlin", "Australia/Lord_Howe"])(
  "every quarter of an hour passes as often as time does, in %s too",
  (timezone) => {
    const schedule = { interval: "*/15 * * * *", timezone };
    const due = dueTicks(schedule, {
      after: new Date("2026-01-01T00:00Z"),
      upTo: new Date("2027-01-01T00:00Z"),
    });
    expect(due).toEqual({ newest: new Date("2027-01-01T00:00Z"), count: 365 * 96 });
  },
);

test("what is due begins after the first instant and ends with the last one", () => {
  const schedule = { interval: "0 * * * *", timezone: "UTC" };
  const due = (after: string, upTo: string) =>
    dueTicks(schedule, { after: new Date(after), upTo: new Date(upTo) });
  expect(due("2026-05-01T10:00Z", "2026-05-01T10:59Z")).toBeUndefined();
  expect(due("2026-05-01T10:00Z", "2026-05-01T11:00Z")).toEqual({
    newest: new Date("2026-05-01T11:00Z"),
    count: 1,
  });
  expect(due("2026-05-01T09:59Z", "2026-05-03T09:30Z")).toEqual({
    newest: new Date("2026-05-03T09:00Z"),
    count: 48,
  });
  expect(due("2026-05-01T10:00Z", "2026-04-01T10:00Z")).toBeUndefined();
});
