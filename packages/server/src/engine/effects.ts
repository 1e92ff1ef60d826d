/** Tasks of the effect queue. They are queued in the transaction that asks for them, and done at least once. */
export const LOOK_AT_REPOSITORY = "look-at-repository";

/** A task's name in the queue. Workspaces share the queue: a server takes only tasks of its own one. */
export function taskNameOf(task: typeof LOOK_AT_REPOSITORY, workspaceId: string): string {
  return `${task}:${workspaceId}`;
}
