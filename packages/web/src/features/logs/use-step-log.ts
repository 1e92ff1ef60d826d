import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useWorkspace } from "../../api/workspace.ts";
import { createLogReader } from "./log-reader.ts";
import type { LogReader } from "./log-reader.ts";
import { stepLogSource } from "./step-log-source.ts";

interface StepLogInput {
  readonly job: string;
  readonly number: number;
  readonly index: number;
}

/** The log of a step, read for as long as it is on the screen. */
export function useStepLog({ job, number, index }: StepLogInput): LogReader {
  const workspace = useWorkspace();
  const reader = useMemo(
    () => createLogReader(stepLogSource({ workspace, job, number, index })),
    [workspace, job, number, index],
  );
  useEffect(() => reader.start(), [reader]);
  return reader;
}

/** Draws again whenever bytes arrive or the state changes. */
export function useLogRevision(reader: LogReader): number {
  return useSyncExternalStore(reader.subscribe, reader.revision);
}
