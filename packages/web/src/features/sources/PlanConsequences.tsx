import type { ConfigurationPlanView } from "@landbridge/api";
import type { ReactElement } from "react";
import { lookOf } from "../../ui/status.ts";
import type { Status } from "../../ui/status.ts";
import { mendedBy } from "./plan-words.ts";
import { PlanPart } from "./PlanPart.tsx";
import type { PlanRow } from "./PlanPart.tsx";

/** What a sync sets going, lets through, breaks and takes down: the part on which people decide. */
export function PlanConsequences({ plan }: { readonly plan: ConfigurationPlanView }): ReactElement {
  return (
    <>
      <PlanPart title="Starts at once" of="jobs" rows={plan.starts.map(startRow)} />
      <PlanPart
        title="Gates that change"
        of="gates"
        rows={[...plan.gates].sort((a, b) => GATES[a.effect].order - GATES[b.effect].order).map(gateRow)}
      />
      <PlanPart
        title="Can't work as declared"
        of="names"
        rows={plan.inconsistent.filter(({ isNew }) => isNew).map(brokenRow)}
      />
      <PlanPart
        title="Live deployments that go"
        of="deployments"
        rows={plan.deployments.map(({ job, text }) => ({
          key: job,
          name: job,
          text,
          icon: "failure",
          status: "failure",
        }))}
      />
      <PlanPart
        title="Missing integrations"
        of="integrations"
        note="What uses them can't run until they are set up."
        rows={plan.integrations.map(({ name, usedBy }) => ({
          key: name,
          name,
          text: `Used by ${usedBy.join(", ")}.`,
          icon: "plug",
          status: "inconsistent",
        }))}
      />
      <PlanPart
        title="Queued runs that end"
        of="runs"
        rows={plan.canceledRuns.map(({ job, number }) => ({
          key: `${job} ${number}`,
          name: job,
          text: `${job} #${number} is canceled: its job is removed.`,
          icon: "canceled",
          status: "canceled",
        }))}
      />
      <PlanPart
        title="Works again"
        of="names"
        rows={mendedBy(plan).map((name) => ({
          key: name,
          name,
          text: "It could not work as it was declared; now it can.",
          icon: "success",
          status: "success",
        }))}
      />
      <PlanPart
        title="Could not work before either"
        of="names"
        isFolded
        rows={plan.inconsistent.filter(({ isNew }) => !isNew).map(brokenRow)}
      />
    </>
  );
}

type Start = ConfigurationPlanView["starts"][number];

const START_STATUS: Readonly<Record<Start["verdict"], Status>> = {
  queued: "queued",
  waiting: "waiting",
  gated: "gated",
  skipped: "skipped",
  none: "never-run",
};

const START_TAG: Partial<Record<Start["verdict"], string>> = {
  waiting: "waits",
  gated: "waits for approval",
};

function startRow({ job, verdict, text, runNumber }: Start): PlanRow {
  const status = START_STATUS[verdict];
  const tag = START_TAG[verdict];
  return {
    key: `${job} ${runNumber ?? verdict}`,
    name: job,
    text,
    icon: verdict === "queued" ? "play" : lookOf(status).icon,
    status: verdict === "queued" ? "processing" : status,
    ...(tag === undefined ? {} : { tag }),
  };
}

type Gate = ConfigurationPlanView["gates"][number];

const GATES = {
  loosens: { order: 0, icon: "unlock", status: "gated" },
  changes: { order: 1, icon: "pencil" },
  tightens: { order: 2, icon: "lock" },
} as const satisfies Record<Gate["effect"], unknown>;

function gateRow({ job, effect, text }: Gate): PlanRow {
  const { order: _order, ...look } = GATES[effect];
  return { key: `${job} ${effect} ${text}`, name: job, text, tag: effect, ...look };
}

type Broken = ConfigurationPlanView["inconsistent"][number];

function brokenRow({ name, reason, isNew }: Broken): PlanRow {
  return {
    key: name,
    name,
    text: reason,
    icon: "inconsistent",
    ...(isNew ? { status: "inconsistent", tag: "new" } : {}),
  };
}
