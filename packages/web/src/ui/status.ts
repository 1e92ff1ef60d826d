import type { JobStatus, StepStatus } from "@landbridge/core";
import type { IconName } from "./icon-paths.ts";

/** How the last sync of a source ended; `inconsistent`: applied, but something can't work as declared. */
export type SyncStatus = "success" | "inconsistent" | "failure" | "never-synced";

/** Everything that has a status: a job, a run, a step, a source. */
export type Status = JobStatus | StepStatus | SyncStatus;

/** How the edge or frame of the thing is drawn, so that colour is never alone. */
export type StatusShape = "solid" | "dashed" | "struck" | "outline" | "hatched";

export interface StatusLook {
  readonly word: string;
  readonly icon: IconName;
  readonly shape: StatusShape;
  readonly light: string;
  readonly dark: string;
}

const GREY = { light: "#57606a", dark: "#8b949e" };
const RED = { light: "#cf222e", dark: "#ff7b72" };
const ORANGE = { light: "#bc4c00", dark: "#f0883e" };

/** The one table: word, icon, shape and colour of each status. CSS variables and pictures come from it. */
export const STATUSES: Readonly<Record<Status, StatusLook>> = {
  success: { word: "success", icon: "success", shape: "solid", light: "#1a7f37", dark: "#3fb950" },
  failure: { word: "failure", icon: "failure", shape: "solid", ...RED },
  error: { word: "error", icon: "failure", shape: "solid", ...RED },
  processing: { word: "processing", icon: "processing", shape: "solid", light: "#0969da", dark: "#58a6ff" },
  queued: { word: "queued", icon: "queued", shape: "solid", ...GREY },
  waiting: { word: "waiting", icon: "waiting", shape: "dashed", light: "#6e5494", dark: "#bc8cff" },
  gated: { word: "waits for approval", icon: "gated", shape: "solid", light: "#9a6700", dark: "#d29922" },
  unstable: { word: "unstable", icon: "unstable", shape: "solid", light: "#8a6100", dark: "#e3b341" },
  timeout: { word: "timeout", icon: "broken", shape: "solid", ...ORANGE },
  lost: { word: "lost", icon: "broken", shape: "solid", ...ORANGE },
  canceled: { word: "canceled", icon: "canceled", shape: "struck", ...GREY },
  skipped: { word: "skipped", icon: "skipped", shape: "outline", ...GREY },
  "never-run": { word: "never run", icon: "never", shape: "outline", light: "#8c959f", dark: "#6e7681" },
  pending: { word: "not started", icon: "never", shape: "outline", light: "#8c959f", dark: "#6e7681" },
  "never-synced": {
    word: "never synced",
    icon: "never",
    shape: "outline",
    light: "#8c959f",
    dark: "#6e7681",
  },
  inconsistent: {
    word: "inconsistent",
    icon: "inconsistent",
    shape: "hatched",
    light: "#a40e26",
    dark: "#ffa198",
  },
};

export function lookOf(status: Status): StatusLook {
  return STATUSES[status];
}

/** Most pressing first: the order of counts and filters. */
export const STATUS_ORDER: readonly Status[] = [
  "inconsistent",
  "failure",
  "error",
  "timeout",
  "lost",
  "gated",
  "processing",
  "waiting",
  "queued",
  "unstable",
  "canceled",
  "skipped",
  "never-run",
  "pending",
  "never-synced",
  "success",
];

/** The table as CSS variables `--status-NAME`; which half counts follows from `color-scheme` (styles/tokens.css). */
export function statusStyle(): string {
  const variables = Object.entries(STATUSES).map(
    ([name, look]) => `--status-${name}: light-dark(${look.light}, ${look.dark});`,
  );
  return `:root { ${variables.join(" ")} }`;
}
