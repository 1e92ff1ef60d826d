import type { RunView, StepView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";
import type { Server } from "@landbridge/server";
import {
  finishedProgress,
  isStepFinal,
  queuedProgress,
  startedProgress,
  stepFinishedProgress,
  stepNameOf,
  stepStartedProgress,
} from "./progress.ts";
import type { Progress } from "./progress.ts";
import { createLineSplitter } from "./step-log.ts";
import type { LineSplitter } from "./step-log.ts";

export interface StoryOptions {
  readonly tell: (progress: Progress) => void;
  /** Reads logs while they come; absent: log lines are not told. */
  readonly readStepLog?: Server["readStepLog"] | undefined;
}

/** Tells one run's progress, each thing once and in order, however often and late it is looked at. */
export interface RunStory {
  readonly view: RunView | undefined;
  /** Everything was told, the end too. */
  readonly isTold: boolean;
  take(view: RunView): Promise<void>;
}

interface StepStory {
  isEndTold: boolean;
  /** All of its log that will ever be there was told. */
  isLogComplete: boolean;
  offset: number;
  readonly lines: LineSplitter;
}

export function createRunStory(options: StoryOptions): RunStory {
  const { tell } = options;
  const steps = new Map<number, StepStory>();
  let view: RunView | undefined;
  let isStartTold = false;
  let isTold = false;
  return {
    get view() {
      return view;
    },
    get isTold() {
      return isTold;
    },
    async take(next) {
      if (!view) tell(queuedProgress(next));
      view = next;
      if (!isStartTold && next.startedAt !== undefined) tell(startedProgress(next));
      isStartTold ||= next.startedAt !== undefined;
      for (const step of next.steps) {
        if (step.startedAt !== undefined) await takeStep(options, { view: next, step, steps });
      }
      if (!isTold && isFinal(next.status)) tell(finishedProgress(next));
      isTold ||= isFinal(next.status);
    },
  };
}

interface StepLook {
  readonly view: RunView;
  readonly step: StepView;
  readonly steps: Map<number, StepStory>;
}

async function takeStep(options: StoryOptions, { view, step, steps }: StepLook): Promise<void> {
  let story = steps.get(step.index);
  if (!story) {
    story = { isEndTold: false, isLogComplete: !options.readStepLog, offset: 0, lines: createLineSplitter() };
    steps.set(step.index, story);
    options.tell(stepStartedProgress(view, step));
  }
  // Pieces may come in after the end of their step: they are told at the end of the run, so that none is lost.
  if (!story.isLogComplete && (!story.isEndTold || isFinal(view.status))) {
    await tellLog(options, { view, step, story });
  }
  if (story.isEndTold || !isStepFinal(step.status)) return;
  options.tell(stepFinishedProgress(view, step));
  story.isEndTold = true;
}

/** Tells what is there now; a last line without its end is told when the step has ended. */
async function tellLog(
  { tell, readStepLog }: StoryOptions,
  { view, step, story }: { readonly view: RunView; readonly step: StepView; readonly story: StepStory },
): Promise<void> {
  const ref = { job: view.job, number: view.number, index: step.index };
  if (!readStepLog) return;
  for (;;) {
    const { bytes, isComplete } = await readStepLog(ref, story.offset);
    story.offset += bytes.length;
    story.isLogComplete = isComplete;
    const isEnd = isComplete || (bytes.length === 0 && isStepFinal(step.status));
    for (const text of story.lines.take(bytes, isEnd)) tell({ type: "log", ...stepNameOf(view, step), text });
    if (isComplete || bytes.length === 0) return;
  }
}
