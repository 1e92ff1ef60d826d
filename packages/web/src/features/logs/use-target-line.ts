import { useEffect, useState } from "react";
import type { LogBuffer } from "./log-buffer.ts";
import { lineOfHash } from "./line-hash.ts";

export interface TargetLine {
  /** The line that the address names, counted from 0. */
  readonly target: number | undefined;
  /** Makes a line the one of the address, and shows it. */
  readonly point: (line: number) => void;
}

interface TargetLineInput {
  readonly buffer: LogBuffer;
  readonly show: (line: number) => void;
  readonly addressOf: (line: number) => string;
}

/** The line of the address, as in `#L12`; it is shown as soon as it has arrived. */
export function useTargetLine({ buffer, show, addressOf }: TargetLineInput): TargetLine {
  const [target, setTarget] = useState(() => lineOfHash(location.hash));
  useEffect(() => {
    const onHash = (): void => setTarget(lineOfHash(location.hash));
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  const isHere = target !== undefined && target < buffer.lineCount();
  useEffect(() => {
    if (isHere) show(target);
    // Once for each target, when it has arrived.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isHere, target]);
  const point = (line: number): void => {
    history.replaceState(history.state, "", addressOf(line));
    setTarget(line);
    show(line);
  };
  return { target, point };
}
