import { expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import { faultOfSchedule } from "./schedule.ts";

test.each([
  "30 2 * * *",
  "*/5 * * * *",
  "1 1 */1 * *",
  "  0   12 * * 1-5 ",
  "0 0 1,15 JAN-MAR mon",
  "0 0 * * 7",
  "0 0 29 2 *",
  "0 0 L * *",
  "0 0 31 * *",
  "0 0 31 4 1",
])("%s is a schedule", (schedule) => {
  expect(faultOfSchedule(schedule)).toBeUndefined();
});

const FIVE = "but a schedule has five: minute, hour, day of the month, month, day of the week";

test.each([
  ["", `has no fields, ${FIVE}`],
  ["hourly", `has one field, ${FIVE}`],
  ["* * * *", `has 4 fields, ${FIVE}`],
  ["0 30 2 * * *", `has 6 fields, ${FIVE}`],
  ["60 * * * *", "has `60` as minute, where 0 to 59 can stand, and `*`, lists, ranges and steps"],
  ["0 24 * * *", "has `24` as hour, where 0 to 23 can stand, and `*`, lists, ranges and steps"],
  [
    "0 0 0 * *",
    "has `0` as day of the month, where 1 to 31, or L can stand, and `*`, lists, ranges and steps",
  ],
  [
    "0 0 * 13 *",
    "has `13` as month, where 1 to 12, or JAN to DEC can stand, and `*`, lists, ranges and steps",
  ],
  [
    "0 0 * * someday",
    "has `someday` as day of the week, where 0 to 7 (0 and 7 are Sunday), or SUN to SAT can stand, and `*`, lists, ranges and steps",
  ],
  ["5-1 * * * *", "has `5-1` as minute, where 0 to 59 can stand, and `*`, lists, ranges and steps"],
  ["*/0 * * * *", "has `*/0` as minute, where 0 to 59 can stand, and `*`, lists, ranges and steps"],
  ["1,,2 * * * *", "has `1,,2` as minute, where 0 to 59 can stand, and `*`, lists, ranges and steps"],
  ["0 0 30 2 *", "names a day that never comes"],
  ["0 0 31 4,6,9,11 *", "names a day that never comes"],
])("%j is none: it %s", (schedule, fault) => {
  expect(faultOfSchedule(schedule)).toBe(fault);
});

test.each(["@daily", "@every 5m"])("%s is a short name, which schedules do not have", (schedule) => {
  expect(faultOfSchedule(schedule)).toMatch(
    /^is a short name such as @daily, but a schedule has five fields/,
  );
});

test.each(["*/5 * * * *", "* * * * *"])(
  "%s without quotes is an alias to YAML, which is told",
  (schedule) => {
    const text = `resources:\n  - name: r\n    type: time\n    seed:\n      interval: ${schedule}\n`;
    const [first, ...others] = loadWorkflow([{ path: "landbridge.yml", text }]).problems;
    expect(others.map(({ code }) => code)).not.toContain("YAML_SYNTAX");
    expect(first).toMatchObject({ code: "UNKNOWN_ANCHOR", line: 5, column: 17 });
    expect(first?.hint).toBe(`text that begins with \`*\` stands in quotes: \`"${schedule}"\``);
  },
);
