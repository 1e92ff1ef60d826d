import { expect, test } from "vitest";
import type { Resource } from "./resource.ts";
import { decideTick, scheduleOf, tickedUntil } from "./tick.ts";
import type { Tick } from "./tick.ts";

const NIGHTLY: Resource = {
  name: "nightly",
  type: "time",
  flags: [],
  values: { interval: "30 2 * * *", catchUp: false },
};
const DECLARED = { number: 1, values: NIGHTLY.values, createdAt: new Date("2026-05-01T12:00Z") };
const TICK: Tick = {
  instant: new Date("2026-05-02T02:30Z"),
  missed: 0,
  seen: 1,
  interval: "30 2 * * *",
  timezone: "UTC",
};
const AT = new Date("2026-05-02T02:30:00.120Z");

test("a tick is a version that is named by its instant", () => {
  expect(decideTick(NIGHTLY, DECLARED, { tick: TICK, at: AT })).toEqual({
    name: "2026-05-02T02:30:00.000Z",
    values: {
      interval: "30 2 * * *",
      catchUp: false,
      timezone: "UTC",
      scheduledAt: "2026-05-02T02:30:00.000Z",
    },
    files: [],
  });
});

test("what was missed is counted in it", () => {
  const made = decideTick(NIGHTLY, DECLARED, { tick: { ...TICK, missed: 4 }, at: AT });
  expect(made?.values["missed"]).toBe(4);
});

test.each<readonly [string, Partial<Tick>, Partial<typeof DECLARED>]>([
  ["another schedule", { interval: "31 2 * * *" }, {}],
  ["another time zone", { timezone: "Europe/Berlin" }, {}],
  ["an older version", {}, { number: 2 }],
  ["an instant before the declaration", {}, { createdAt: new Date("2026-05-02T02:31Z") }],
  ["an instant that has its version", {}, { values: { scheduledAt: "2026-05-02T02:30:00.000Z" } }],
  ["an instant that is still to come", { instant: new Date("2026-05-02T02:31Z") }, {}],
])("a tick of %s makes no version", (_of, tick, latest) => {
  const decided = decideTick(NIGHTLY, { ...DECLARED, ...latest }, { tick: { ...TICK, ...tick }, at: AT });
  expect(decided).toBeUndefined();
});

test("a version that somebody posted says nothing of ticks when it has no instant", () => {
  expect(tickedUntil({ values: { scheduledAt: "soon" }, createdAt: AT })).toBe(AT);
});

test("a schedule is of UTC and caught up unless it says otherwise", () => {
  expect(scheduleOf({ ...NIGHTLY, values: { interval: "* * * * *" } })).toEqual({
    interval: "* * * * *",
    timezone: "UTC",
    isCaughtUp: true,
  });
});
