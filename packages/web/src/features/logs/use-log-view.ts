import type { RefObject } from "react";
import { useKeys } from "../../ui/keys.ts";
import { lineOfHash } from "./line-hash.ts";
import type { LogReader } from "./log-reader.ts";
import { useFirstError } from "./use-first-error.ts";
import { useLogFollow } from "./use-log-follow.ts";
import type { LogFollow } from "./use-log-follow.ts";
import { useLogLines } from "./use-log-lines.ts";
import type { LogLines } from "./use-log-lines.ts";
import { useLogSearch } from "./use-log-search.ts";
import type { LogFind } from "./use-log-search.ts";
import { useLogWrap } from "./use-log-wrap.ts";
import type { LogWrap } from "./use-log-wrap.ts";
import { useTargetLine } from "./use-target-line.ts";

interface LogViewInput {
  readonly reader: LogReader;
  readonly isFailed: boolean;
  readonly addressOf: (line: number) => string;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly scroller: RefObject<HTMLDivElement | null>;
}

/** Everything that can be done with a log on the screen. */
export interface LogViewState {
  readonly lines: LogLines;
  readonly following: LogFollow;
  readonly find: LogFind;
  readonly wrap: LogWrap;
  readonly target: number | undefined;
  readonly point: (line: number) => void;
  readonly hasError: boolean | undefined;
  readonly pointToFirstError: () => void;
}

/** Puts together what moves the view: search, address, first error, following, and their keys. */
export function useLogView(input: LogViewInput): LogViewState {
  const { reader, isFailed, addressOf, field, scroller } = input;
  const { buffer } = reader;
  const lines = useLogLines(buffer, scroller);
  const following = useLogFollow({
    rowCount: lines.rows.count,
    isElsewhere: lineOfHash(location.hash) !== undefined,
    showEnd: lines.showEnd,
  });
  const show = (line: number): void => {
    following.letGo();
    lines.show(line);
  };
  const find = useLogSearch(buffer, show);
  const { target, point } = useTargetLine({ buffer, show, addressOf });
  const firstError = useFirstError(reader, { isFailed });
  const pointToFirstError = (): void =>
    void firstError.find().then((line) => line !== undefined && point(line));
  const wrap = useLogWrap(() => lines.virtual.measure());
  useKeys({
    "/": () => field.current?.focus(),
    e: pointToFirstError,
    f: following.follow,
    w: wrap.toggle,
    n: () => find.step(1),
    N: () => find.step(-1),
  });
  const hasError = firstError.isThere;
  return { lines, following, find, wrap, target, point, hasError, pointToFirstError };
}
