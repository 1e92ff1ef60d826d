import { AppError } from "@landbridge/core";
import type { PoolClient } from "pg";
import { deleteGroup, putGroup } from "../store/groups.ts";
import { putPoolLimit, putWorkspaceLimit } from "../store/time-limits.ts";
import { putAudit } from "./batch.ts";
import type { Batch } from "./batch.ts";

/** Something that holds for the workspace beside its configuration. */
export type SettingChange =
  | { readonly kind: "group"; readonly name: string; readonly members: readonly string[] }
  | { readonly kind: "group-removal"; readonly name: string }
  /** Without minutes the pool has no limit of its own any more. */
  | { readonly kind: "pool-limit"; readonly name: string; readonly minutes?: number }
  | { readonly kind: "workspace-limit"; readonly minutes?: number };

export interface SettingAsked {
  readonly change: SettingChange;
  readonly by: string;
}

/** Changes a setting: the workspace's revision grows with it, so that every server reads it anew. */
export async function changeSetting(
  batch: Batch,
  client: PoolClient,
  { change, by }: SettingAsked,
): Promise<void> {
  const workspaceId = batch.cache.id;
  switch (change.kind) {
    case "group": {
      const { name, members } = change;
      await putGroup(client, workspaceId, { name, members });
      putAudit(batch, { actor: by, action: "set-group", subject: name, details: { members } });
      return;
    }
    case "group-removal":
      if (!(await deleteGroup(client, workspaceId, change.name)))
        throw new AppError("GROUP_NOT_FOUND", `There is no group named ${change.name}.`);
      putAudit(batch, { actor: by, action: "remove-group", subject: change.name });
      return;
    case "pool-limit": {
      const { name, minutes } = change;
      await putPoolLimit(client, workspaceId, { name, minutes });
      putAudit(batch, { actor: by, action: "set-pool", subject: name, details: detailsOf(minutes) });
      break;
    }
    case "workspace-limit":
      await putWorkspaceLimit(client, workspaceId, change.minutes);
      putAudit(batch, {
        actor: by,
        action: "set-workspace",
        subject: batch.cache.name,
        details: detailsOf(change.minutes),
      });
      break;
  }
  // The limits are part of what is kept in memory.
  batch.isCacheStale = true;
}

function detailsOf(timeoutMinutes: number | undefined): object {
  return timeoutMinutes === undefined ? {} : { timeoutMinutes };
}
