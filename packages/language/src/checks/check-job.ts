import type { JobType, Workflow } from "@landbridge/core";
import { isJsonObject, listOf } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import { checkApplyTo } from "./check-apply-to.ts";
import { checkPassed } from "./check-passed.ts";
import type { DeclaredJob, PlacedInput } from "./declaration.ts";
import { IN_OPTION_USES, SCOPE_NEEDS } from "../jobs/in-option-schema.ts";
import { typeNamed } from "./job-scope.ts";
import type { JobScope } from "./job-scope.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { asksForNothing } from "../jobs/read-in.ts";

/** The rules that each type of job has for its INs. Of an IN whose type nobody knows nothing is said. */
export function checkJobs(jobs: readonly DeclaredJob[], scope: JobScope): readonly Problem[] {
  const found: Problem[] = [];
  for (const declared of jobs) {
    if (!declared.inputs) continue;
    if (Object.hasOwn(NEEDS, declared.job.type)) append(found, checkNeeds(declared, declared.inputs, scope));
    for (const placed of declared.inputs) {
      if (placed.entries.length > 0 || declared.job.type === "deploy")
        append(found, checkInput(declared, placed, scope));
    }
  }
  return found;
}

interface Need {
  /** One of these. */
  readonly types: readonly string[];
  /** Completes "… has no IN that is …". */
  readonly what: string;
  readonly hint: string;
}

/** What a job can't work without (reference §3). */
const NEEDS: Readonly<Partial<Record<JobType, readonly Need[]>>> = {
  manifest: [
    {
      types: ["image", "file"],
      what: "an image or a file, so it describes nothing",
      hint: "for example: `- IN: my_image`",
    },
  ],
  release: [
    {
      types: ["version", "release", "manifest", "deploy"],
      what: "a version or another release, so it has no number to count up",
      hint: "for example: `- IN: my_version`, a resource of type version",
    },
  ],
  deploy: [
    { types: ["cluster"], what: "a cluster to deploy to", hint: "for example: `- IN: my_cluster`" },
    {
      types: ["manifest", "release", "deploy", "gitRepo"],
      what: "a manifest, a release or another deploy, so it has nothing to deploy",
      hint: "for example: `- IN: my_manifest`",
    },
  ],
  provision: [
    {
      types: ["loadBalancer"],
      what: "a load balancer, so it has nothing to set up",
      hint: "for example: `- IN: my_load_balancer`",
    },
  ],
};

function checkNeeds(
  { job, name, nameSpan }: DeclaredJob,
  inputs: readonly PlacedInput[],
  { workflow }: JobScope,
): readonly Problem[] {
  const found: Problem[] = [];
  const byType = new Map<string, PlacedInput[]>();
  let isAllKnown = true;
  for (const placed of inputs) {
    const type = typeNamed(workflow, placed.input.from);
    if (type === undefined) isAllKnown = false;
    else byType.set(type, [...(byType.get(type) ?? []), placed]);
  }
  for (const { types, what, hint } of NEEDS[job.type] ?? []) {
    if (!isAllKnown || types.some((type) => byType.has(type))) continue;
    const message = `The ${job.type} job \`${name}\` has no IN that is ${what}.`;
    found.push(problem("MISSING_INPUT", nameSpan, message, { hint }));
  }
  if (job.type === "manifest") append(found, checkMixed(name, byType));
  if (job.type === "deploy") append(found, checkClusters(name, byType.get("cluster") ?? []));
  if (job.type === "deploy" || job.type === "provision") append(found, checkBastions(inputs, workflow));
  return found;
}

function checkMixed(name: string, byType: ReadonlyMap<string, readonly PlacedInput[]>): readonly Problem[] {
  const [image] = byType.get("image") ?? [];
  const [file] = byType.get("file") ?? [];
  if (!image || !file) return [];
  const [first, second] = image.span.start < file.span.start ? [image, file] : [file, image];
  const message = `The manifest \`${name}\` holds images and files; it can only hold one kind.`;
  const hint = "make two manifests of it";
  return [problem("CONFLICTING_INPUTS", second.span, message, { hint, related: [first.span] })];
}

function checkClusters(name: string, clusters: readonly PlacedInput[]): readonly Problem[] {
  const [first, second] = clusters;
  if (!first || !second) return [];
  const message = `The deploy job \`${name}\` has two clusters; it deploys to one.`;
  const hint = "make a job for each cluster";
  return [problem("CONFLICTING_INPUTS", second.span, message, { hint, related: [first.span] })];
}

/** The key with which a bastion host lets in comes as an IN of its own. */
function checkBastions(inputs: readonly PlacedInput[], { resources }: Workflow): readonly Problem[] {
  const found: Problem[] = [];
  for (const { input, span } of inputs) {
    const bastion = resources.get(input.from)?.values["bastionHost"];
    const key = isJsonObject(bastion) ? bastion["keyIntegration"] : undefined;
    if (typeof key !== "string" || inputs.some((each) => each.input.from === key)) continue;
    const message = `\`${input.from}\` is reached over a bastion host with the key \`${key}\`, which is no IN of the job.`;
    found.push(problem("MISSING_INPUT", span, message, { hint: `add \`- IN: ${key}\`` }));
  }
  return found;
}

function checkInput(declared: DeclaredJob, placed: PlacedInput, scope: JobScope): readonly Problem[] {
  const found: Problem[] = [];
  const type = typeNamed(scope.workflow, placed.input.from);
  for (const entry of placed.entries) {
    const use = Object.hasOwn(IN_OPTION_USES, entry.key) ? IN_OPTION_USES[entry.key] : undefined;
    if (!use || type === undefined || asksForNothing(entry)) continue;
    if (!use.jobs.includes(declared.job.type) || use.of.includes(type)) continue;
    const message = `\`${entry.key}\` has no effect on an IN of type ${type}.`;
    const hint = `only INs of type ${listOf(use.of)} have it`;
    found.push(problem("KEY_WITHOUT_EFFECT", entry.keySpan, message, { hint }));
  }
  append(found, checkApplyTo(declared, placed, scope));
  append(found, checkPassed(declared, placed, scope));
  append(found, checkFlow(placed, type));
  append(found, checkScopes(placed, scope));
  return found;
}

/** A cluster can only be logged in to if the cliConfig says which. */
function checkScopes({ input, entries }: PlacedInput, { workflow }: JobScope): readonly Problem[] {
  const entry = entries.find(({ key }) => key === "scopes");
  const resource = workflow.resources.get(input.from);
  const scopes = input.options["scopes"];
  if (!entry || resource?.type !== "cliConfig" || !Array.isArray(scopes)) return [];
  return scopes.flatMap((scope) => {
    const missing = (SCOPE_NEEDS[String(scope)] ?? []).filter((key) => resource.values[key] === undefined);
    if (missing.length === 0) return [];
    const message = `The scope \`${String(scope)}\` needs ${listOf(missing)}, which \`${input.from}\` does not give.`;
    const hint = `add \`versionTemplate: {${missing.map((key) => `${key}: …`).join(", ")}}\` to \`${input.from}\``;
    return [problem("MISSING_KEY", entry.value, message, { severity: "warning", hint })];
  });
}

/** A `state` starts nothing, so there is no run for each of its versions. */
function checkFlow({ input, entries }: PlacedInput, type: string | undefined): readonly Problem[] {
  const entry = entries.find(({ key }) => key === "flow");
  if (!entry || input.flow !== "every" || (type !== "state" && input.isSwitchedOn)) return [];
  const why = type === "state" ? "an IN of type state, which starts no job" : "an IN that is switched off";
  return [
    problem("KEY_WITHOUT_EFFECT", entry.keySpan, `\`flow\` has no effect on ${why}.`, { hint: "remove it" }),
  ];
}
