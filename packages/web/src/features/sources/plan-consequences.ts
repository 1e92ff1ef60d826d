import type { ConfigurationPlanView } from "@landbridge/api";
import type { IconName } from "../../ui/icon-paths.ts";
import { lookOf } from "../../ui/status.ts";
import type { Status } from "../../ui/status.ts";
import { shortName } from "../../ui/version-words.ts";

/** One line of a consequence: who it is about, and what becomes of it. */
export interface ConsequenceRow {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  readonly icon: IconName;
  /** Its colour; without one it is only told. */
  readonly status?: Status;
  /** A word that sets it apart from its neighbours. */
  readonly tag?: string;
}

/** One kind of consequence with all its rows. */
export interface Consequence {
  readonly title: string;
  /** "jobs": what the rows are. */
  readonly of: string;
  readonly rows: readonly ConsequenceRow[];
  readonly note?: string;
  /** The plan changes nothing about it: it is told to whoever asks. */
  readonly isFolded?: boolean;
}

/** What a sync sets going, lets through, breaks and takes down, in this order; kinds without a row are left out. */
export function consequencesOf(plan: ConfigurationPlanView): readonly Consequence[] {
  const { starts, gates, inconsistent, mended, deployments, integrations, canceledRuns } = plan;
  const byEffect = [...gates].sort((a, b) => GATES[a.effect].order - GATES[b.effect].order);
  const all: readonly Consequence[] = [
    { title: "Starts now", of: "jobs", rows: starts.map(startRow) },
    { title: "Gates", of: "gates", rows: byEffect.map(gateRow) },
    {
      title: "Can't run",
      of: "names",
      rows: inconsistent.filter(({ isNew }) => isNew).map(brokenRow),
    },
    { title: "Live deployments that go", of: "deployments", rows: deployments.map(deploymentRow) },
    {
      title: "Integrations missing",
      of: "integrations",
      note: "What uses them can't run until they are set up.",
      rows: integrations.map(integrationRow),
    },
    { title: "Is canceled", of: "runs", rows: canceledRuns.map(canceledRow) },
    { title: "Runs again", of: "names", rows: mended.map(mendedRow) },
    { title: "New versions", of: "versions", rows: versionsBeside(plan).map(versionRow) },
    {
      title: "Could not run before either",
      of: "names",
      isFolded: true,
      rows: inconsistent.filter(({ isNew }) => !isNew).map(brokenRow),
    },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

type Start = ConfigurationPlanView["starts"][number];

const START_STATUS: Readonly<Record<Start["verdict"], Status>> = {
  queued: "processing",
  waiting: "waiting",
  gated: "gated",
  skipped: "skipped",
  none: "never-run",
};

const START_TAG: Partial<Record<Start["verdict"], string>> = {
  waiting: "waits",
  gated: "waits for approval",
};

function startRow({ job, verdict, text, runNumber }: Start): ConsequenceRow {
  const status = START_STATUS[verdict];
  const tag = START_TAG[verdict];
  return {
    key: `${job} ${runNumber ?? verdict}`,
    name: job,
    text,
    icon: verdict === "queued" ? "play" : lookOf(status).icon,
    status,
    ...(tag === undefined ? {} : { tag }),
  };
}

type Gate = ConfigurationPlanView["gates"][number];

const GATES = {
  loosens: { order: 0, look: { icon: "unlock", status: "gated" } },
  changes: { order: 1, look: { icon: "pencil" } },
  tightens: { order: 2, look: { icon: "lock" } },
} as const satisfies Record<Gate["effect"], unknown>;

function gateRow({ job, effect, text }: Gate): ConsequenceRow {
  return { key: `${job} ${effect} ${text}`, name: job, text, tag: effect, ...GATES[effect].look };
}

type Broken = ConfigurationPlanView["inconsistent"][number];

function brokenRow({ name, reason, isNew }: Broken): ConsequenceRow {
  const news = isNew ? ({ status: "inconsistent", tag: "new" } as const) : {};
  return { key: name, name, text: reason, icon: "inconsistent", ...news };
}

function deploymentRow({ job, text }: ConfigurationPlanView["deployments"][number]): ConsequenceRow {
  return { key: job, name: job, text, icon: "failure", status: "failure" };
}

function integrationRow({ name, usedBy }: ConfigurationPlanView["integrations"][number]): ConsequenceRow {
  return { key: name, name, text: `Used by ${usedBy.join(", ")}.`, icon: "plug", status: "inconsistent" };
}

function canceledRow({ job, number }: ConfigurationPlanView["canceledRuns"][number]): ConsequenceRow {
  const text = `${job} #${number} is canceled: its job is removed.`;
  return { key: `${job} ${number}`, name: job, text, icon: "canceled", status: "canceled" };
}

type NewVersion = ConfigurationPlanView["newVersions"][number];

/** Versions of what is not changed itself; the others are told with their change. */
function versionsBeside({ newVersions, changes }: ConfigurationPlanView): readonly NewVersion[] {
  const changed = new Set(changes.filter(({ kind }) => kind === "resource").map(({ name }) => name));
  return newVersions.filter(({ resource }) => !changed.has(resource));
}

const ORIGINS: Readonly<Record<NewVersion["origin"], string>> = {
  configuration: "from the configuration",
  external: "found outside",
  run: "made by a run",
};

function versionRow(version: NewVersion): ConsequenceRow {
  const { resource, number, origin } = version;
  const named = version.name === undefined ? "" : `, ${shortName(version.name)},`;
  const text = `Version ${number}${named} ${ORIGINS[origin]}.`;
  return { key: `${resource} ${number}`, name: resource, text, icon: "tag" };
}

function mendedRow(name: string): ConsequenceRow {
  const text = "It could not run until now.";
  return { key: name, name, text, icon: "success", status: "success" };
}
