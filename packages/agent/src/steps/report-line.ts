/** What helpers/session.bash tells of a step on its file descriptor 3. Times are in milliseconds. */
export type ReportLine =
  | { readonly kind: "started"; readonly index: number; readonly at: number }
  /** That line of its script failed, counted from 1. */
  | { readonly kind: "line-failed"; readonly index: number; readonly line: number }
  /** `isReached`: only so is an exit code of 0 a success. */
  | {
      readonly kind: "ended";
      readonly index: number;
      readonly at: number;
      readonly exitCode: number;
      readonly isReached: boolean;
    };

const STARTED = /^S (\d{1,6}) (\S*)$/;
const LINE_FAILED = /^L (\d{1,6}) (\d{1,6})$/;
const ENDED = /^E (\d{1,6}) (\S*) (\d{1,3}) ([01])$/;
/** Beyond this, no Date can hold the time. */
const LAST_SECOND = 8.64e12;

/** A line as the helper writes it; `undefined` for any other: a script that finds the descriptor can write to it. */
export function parseReportLine(text: string): ReportLine | undefined {
  const started = STARTED.exec(text);
  if (started) return { kind: "started", index: Number(started[1]), at: millisOf(started[2]) };
  const failed = LINE_FAILED.exec(text);
  if (failed) return { kind: "line-failed", index: Number(failed[1]), line: Number(failed[2]) };
  const ended = ENDED.exec(text);
  if (!ended) return undefined;
  const [, index, time, exitCode, reached] = ended;
  return {
    kind: "ended",
    index: Number(index),
    at: millisOf(time),
    exitCode: Number(exitCode),
    isReached: reached === "1",
  };
}

/** $EPOCHREALTIME: seconds and microseconds, with the decimal sign of the locale. Bash before 5.0 has none. */
function millisOf(time: string | undefined): number {
  const seconds = Number(time?.replace(",", "."));
  return seconds > 0 && seconds < LAST_SECOND ? Math.round(seconds * 1000) : Date.now();
}
