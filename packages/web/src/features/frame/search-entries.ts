import type { GraphView, JobView, RunSummaryView, SourceView } from "@landbridge/api";
import { jobPath, resourcePath, runFormPath, runPath, sourcePath } from "../../paths.ts";
import type { IconName } from "../../ui/icon-paths.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { lookOf } from "../../ui/status.ts";
import type { Status } from "../../ui/status.ts";
import { whyNotToRun } from "../jobs/why-not-to-run.ts";

/** Something that search finds: a place to go, or a thing to do. */
export interface SearchEntry {
  readonly id: string;
  readonly kind: "job" | "resource" | "run" | "source" | "action";
  readonly title: string;
  readonly detail: string;
  readonly icon: IconName;
  readonly status?: Status;
  /** Where it leads; an action has a name instead, and the frame carries it out. */
  readonly path?: string;
  readonly action?: SearchAction;
}

export type SearchAction =
  | { readonly kind: "run-job"; readonly job: string }
  | { readonly kind: "pause-job" | "resume-job"; readonly job: string }
  | { readonly kind: "switch-theme" }
  | { readonly kind: "show-keys" };

/** What there is to be found; what was not read yet is missing. */
export interface Searched {
  readonly graph: GraphView | undefined;
  readonly runs: readonly RunSummaryView[];
  readonly sources: readonly SourceView[];
}

export function searchEntries({ graph, runs, sources }: Searched): readonly SearchEntry[] {
  return [
    ...(graph?.jobs ?? []).map((job): SearchEntry => {
      const { word } = lookOf(job.status);
      return {
        id: `job ${job.name}`,
        kind: "job",
        title: job.name,
        detail: word,
        icon: iconOfType(job.type),
        status: job.status,
        path: jobPath(job.name),
      };
    }),
    ...(graph?.resources ?? []).map((resource): SearchEntry => {
      const detail = resource.latest?.name ?? resource.type;
      return {
        id: `resource ${resource.name}`,
        kind: "resource",
        title: resource.name,
        detail,
        icon: iconOfType(resource.type),
        path: resourcePath(resource.name),
      };
    }),
    ...runs.map((run): SearchEntry => {
      const title = `${run.job} #${run.number}`;
      return {
        id: `run ${run.id}`,
        kind: "run",
        title,
        detail: lookOf(run.status).word,
        icon: "runs",
        status: run.status,
        path: runPath(run.job, run.number),
      };
    }),
    ...sources.map(sourceEntry),
    ...(graph?.jobs ?? []).flatMap(jobActions),
    {
      id: "theme",
      kind: "action",
      title: "Switch between light and dark",
      detail: "",
      icon: "moon",
      action: { kind: "switch-theme" },
    },
    {
      id: "keys",
      kind: "action",
      title: "Show the keys",
      detail: "?",
      icon: "keyboard",
      action: { kind: "show-keys" },
    },
  ];
}

function sourceEntry({ id, name, kind, lastSync, deletedAt }: SourceView): SearchEntry {
  const status = lastSync?.status ?? "never-synced";
  return {
    id: `source ${id}`,
    kind: "source",
    title: name,
    icon: kind === "git" ? "branch" : "sources",
    path: sourcePath(name),
    ...(deletedAt === undefined ? { detail: lookOf(status).word, status } : { detail: "removed" }),
  };
}

/** What the server would refuse is not offered. */
function jobActions(view: JobView): readonly SearchEntry[] {
  const { name: job, isPaused } = view;
  const pause: SearchEntry = isPaused
    ? {
        id: `resume ${job}`,
        kind: "action",
        title: `Resume ${job}`,
        detail: "",
        icon: "play",
        action: { kind: "resume-job", job },
      }
    : {
        id: `pause ${job}`,
        kind: "action",
        title: `Pause ${job}`,
        detail: "",
        icon: "pause",
        action: { kind: "pause-job", job },
      };
  const start: SearchEntry = {
    id: `start ${job}`,
    kind: "action",
    title: `Run ${job}`,
    detail: "",
    icon: "play",
    ...(view.asksInputs ? { path: runFormPath(job) } : { action: { kind: "run-job", job } }),
  };
  return whyNotToRun(view) === undefined ? [start, pause] : [pause];
}

const MOST_RESULTS = 12;

/** The entries that match, best first. Every word has to be found. */
export function findEntries(entries: readonly SearchEntry[], query: string): readonly SearchEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.filter((entry) => entry.kind === "job").slice(0, MOST_RESULTS);
  const scored = entries.flatMap((entry) => {
    const score = scoreOf(entry, words);
    return score === undefined ? [] : [{ entry, score }];
  });
  return scored
    .sort((a, b) => b.score - a.score || a.entry.title.localeCompare(b.entry.title, "en", { numeric: true }))
    .slice(0, MOST_RESULTS)
    .map(({ entry }) => entry);
}

const WEIGHT: Readonly<Record<SearchEntry["kind"], number>> = {
  job: 3,
  resource: 2,
  source: 2,
  run: 1,
  action: 0,
};

function scoreOf(entry: SearchEntry, words: readonly string[]): number | undefined {
  const title = entry.title.toLowerCase();
  const detail = entry.detail.toLowerCase();
  let score = WEIGHT[entry.kind];
  for (const word of words) {
    const own = wordScore(title, word) ?? (detail.includes(word) ? 4 : undefined);
    if (own === undefined) return undefined;
    score += own;
  }
  return score;
}

function wordScore(title: string, word: string): number | undefined {
  if (title === word) return 100;
  if (title.startsWith(word)) return 60;
  const at = title.indexOf(word);
  if (at > 0 && /[^a-z0-9]/.test(title[at - 1] ?? "")) return 40;
  if (at > 0) return 20;
  return isSubsequence(title, word) ? 6 : undefined;
}

/** "dplpr" finds "deploy_prod". */
function isSubsequence(title: string, word: string): boolean {
  let at = -1;
  for (const letter of word) {
    at = title.indexOf(letter, at + 1);
    if (at === -1) return false;
  }
  return true;
}
