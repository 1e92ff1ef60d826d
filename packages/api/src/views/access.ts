import { ROLES } from "@landbridge/core";
import { z } from "zod";
import { time } from "./time.ts";

export const memberView = z.object({ name: z.string(), role: z.enum(ROLES), createdAt: time });
export type MemberView = z.infer<typeof memberView>;

export const tokenView = z.object({
  member: z.string(),
  name: z.string(),
  createdAt: time,
  expiresAt: time.exactOptional(),
});

/** A token that was made just now: the only time that it is shown. */
export const newTokenView = z.object({ member: z.string(), name: z.string(), token: z.string() });

export const groupView = z.object({
  name: z.string(),
  members: z.array(z.string()),
  /** Those of its members that have no account. */
  unknown: z.array(z.string()),
  /** Jobs whose gates name it. */
  approves: z.array(z.string()),
});
export type GroupView = z.infer<typeof groupView>;

export const settingsView = z.object({
  name: z.string(),
  /** Minutes that a run may take whose job and pool say nothing. */
  timeoutMinutes: z.number().int().exactOptional(),
  /** What counts where nobody says anything. */
  defaultTimeoutMinutes: z.number().int(),
});
export type SettingsView = z.infer<typeof settingsView>;

export const poolView = z.object({
  name: z.string(),
  /** Minutes that a run may take whose job says nothing. */
  timeoutMinutes: z.number().int().exactOptional(),
  /** Agents that are connected now, and the runs that they can take at once. */
  agents: z.number().int(),
  slots: z.number().int(),
  /** Jobs that name it. */
  jobs: z.number().int(),
});
export type PoolView = z.infer<typeof poolView>;
