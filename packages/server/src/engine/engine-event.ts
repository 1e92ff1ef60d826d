import type { JobDecision, PostedVersion, VersionContent } from "@landbridge/core";
import type { CancelAsked } from "./ask-cancel.ts";
import type { ReplayAsked, RerunAsked, RunAsked } from "./ask-run.ts";
import type { ConfigurationApplied, ConfigurationRead } from "./apply-configuration.ts";
import type { DeletionAsked } from "./delete-for-good.ts";
import type { BuildTold } from "./external-events.ts";
import type { FinishReport } from "./finish-run.ts";
import type { MendAsked } from "./mend.ts";
import type { PinAsked } from "./pins.ts";
import type { QuarantineAsked } from "./quarantine.ts";
import type { RunRecord } from "./run-record.ts";
import type { SettingAsked } from "./settings.ts";
import type { SourceAsked } from "./source-changes.ts";
import type { ClockTicked } from "./tick.ts";
import type { VoteAsked } from "./votes.ts";
import type { VersionRecord } from "./version-record.ts";
import type { WebhookPosted } from "./webhook.ts";

/** Everything that can happen to a workspace. Each is evaluated once, inside a transaction. */
export type EngineEvent =
  | ({ readonly type: "run-asked" } & RunAsked)
  | ({ readonly type: "rerun-asked" } & RerunAsked)
  | ({ readonly type: "replay-asked" } & ReplayAsked)
  | ({ readonly type: "voted" } & VoteAsked)
  | ({ readonly type: "pin-asked" } & PinAsked)
  | ({ readonly type: "quarantine-asked" } & QuarantineAsked)
  | ({ readonly type: "run-finished" } & FinishReport)
  | {
      readonly type: "run-lost";
      readonly runId: string;
      readonly leaseToken: string;
      readonly because: string;
    }
  | ({ readonly type: "cancel-asked" } & CancelAsked)
  | { readonly type: "waiting-drop-asked"; readonly job: string; readonly by: string }
  | { readonly type: "pause-asked"; readonly job: string; readonly isPaused: boolean; readonly by: string }
  | {
      /** Something outside was looked at: content that equals the newest version's is no new version. */
      readonly type: "version-arrived";
      readonly resource: string;
      readonly content: VersionContent;
      /** Number of the newest version when the look began, 0 without one: a look that was overtaken tells nothing. */
      readonly seen: number;
      readonly by: string;
    }
  /** Somebody makes a version by hand: always a new one, over whatever is newest by then. */
  | {
      readonly type: "version-posted";
      readonly resource: string;
      readonly posted: PostedVersion;
      readonly by: string;
    }
  | ({ readonly type: "clock-ticked" } & ClockTicked)
  | ({ readonly type: "webhook-posted" } & WebhookPosted)
  | ({ readonly type: "build-told" } & BuildTold)
  | ({ readonly type: "configuration-read" } & ConfigurationRead)
  | ({ readonly type: "source-pause-asked"; readonly isPaused: boolean } & SourceAsked)
  | ({ readonly type: "source-removal-asked" } & SourceAsked)
  | ({ readonly type: "source-restore-asked" } & SourceAsked)
  | ({ readonly type: "source-deletion-asked" } & SourceAsked)
  | ({ readonly type: "deletion-asked" } & DeletionAsked)
  | ({ readonly type: "setting-asked" } & SettingAsked)
  /** Time passed that something waited for: a gate expires, a retry's pause is over, a run takes too long. */
  | { readonly type: "deadline" }
  | ({ readonly type: "mend-asked" } & MendAsked)
  /** Agents came or went: nothing new, but runs may start. */
  | { readonly type: "dispatch" };

export type EngineOutcome =
  | { readonly type: "run"; readonly record: RunRecord }
  /** What consumers made of an old version that was sent down the graph again. */
  | { readonly type: "replayed"; readonly decisions: readonly JobDecision[] }
  | { readonly type: "accepted"; readonly isAccepted: boolean }
  /** Without a version: what arrived is the newest one already. */
  | { readonly type: "version"; readonly version?: VersionRecord }
  /** Number of the version of a webhook, or of the run of a build: made now, or when it was told first. */
  | { readonly type: "number"; readonly number: number }
  | ({ readonly type: "synced" } & ConfigurationApplied)
  /** Runs that are gone for good: their logs are files, to be removed after the commit. */
  | { readonly type: "deleted"; readonly runs: readonly string[] }
  | { readonly type: "done" };
