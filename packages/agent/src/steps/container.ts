import { needsContainer } from "@landbridge/core";
import type { PlannedTask, RunPlan } from "@landbridge/core";

/** A container that a task asks for. This agent has none to give: its only runtime is the host. */
export interface NeededContainer {
  readonly task: string;
  /** Name and tag, where one is named. */
  readonly image: string | undefined;
}

export function containersOf({ tasks }: Pick<RunPlan, "tasks">): readonly NeededContainer[] {
  return tasks.filter(needsContainer).map((task) => ({ task: task.name, image: imageOf(task) }));
}

function imageOf({ image }: PlannedTask): string | undefined {
  return image && `${image.name}:${image.tag}`;
}

/** Why the run can't be carried out, and what to do. */
export function refusalOfContainer(container: NeededContainer): string {
  return `${sentenceOf(container)}. Write \`container: false\` in its runtime to run it on the agent's machine.`;
}

/** What stands in the log where the task runs all the same. */
export function noticeOfContainer(container: NeededContainer): string {
  return `${sentenceOf(container)}; it runs on the host.`;
}

function sentenceOf({ task, image }: NeededContainer): string {
  const asked = image === undefined ? "a container" : `a container of ${image}`;
  return `${task} asks for ${asked}, and this agent has no Docker runtime`;
}
