import {
  createWorkflow,
  findCircles,
  inputsOf,
  outputsOf,
  ruleOfResourceType,
  variableName,
} from "@landbridge/core";
import type { Resource, Workflow, WorkflowDefinition } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import { checkJobs } from "./check-job.ts";
import { checkTemplates } from "./check-templates.ts";
import type { Declaration, DeclaredJob, DeclaredResource, Reference } from "./declaration.ts";
import { problem } from "../problems/problem.ts";
import type { Problem, Severity } from "../problems/problem.ts";
import type { Span } from "../yaml/source-text.ts";
import { didYouMean } from "../problems/suggestion.ts";

export interface CheckOptions {
  /** A folder on its own: what it refers to may be declared elsewhere. */
  readonly isAlone: boolean;
  /** What other sources declare. */
  readonly elsewhere: WorkflowDefinition;
  /** Names that broken files seem to declare. What refers to them is not at fault. */
  readonly namesOfBrokenFiles: ReadonlySet<string>;
}

export interface CheckedWorkflow {
  readonly definition: WorkflowDefinition;
  /** With what other sources declare. */
  readonly workflow: Workflow;
  readonly problems: readonly Problem[];
}

/** The rules that no single declaration can show: names, references, circles. */
export function checkWorkflow(declarations: readonly Declaration[], options: CheckOptions): CheckedWorkflow {
  const problems: Problem[] = [];
  const byName = uniqueByName(declarations, problems);
  const resources: DeclaredResource[] = [];
  const jobs: DeclaredJob[] = [];
  for (const declaration of byName.values()) {
    if (declaration.kind === "resource") resources.push(declaration);
    if (declaration.kind === "job") jobs.push(declaration);
  }
  append(problems, findCollisions(byName));
  const scope: Scope = {
    ...options,
    byName,
    elsewhereByName: targetsElsewhere(options.elsewhere),
    suggestionsLeft: MOST_SUGGESTIONS,
  };
  for (const job of [...jobs, ...meantJobs(byName)]) append(problems, checkReferences(scope, job));
  append(problems, checkTemplates([...jobs, ...meantJobs(byName)], scope));
  const definition = {
    resources: resources.map(({ resource }) => resource),
    jobs: jobs.map(({ job }) => job),
  };
  const workflow = createWorkflow(withElsewhere(definition, options.elsewhere));
  append(problems, findCircularDependencies(workflow, byName));
  const isBroken = (name: string): boolean =>
    byName.get(name)?.kind === "broken" || options.namesOfBrokenFiles.has(name);
  append(problems, checkJobs([...jobs, ...meantJobs(byName)], { ...options, workflow, isBroken }));
  return { definition, workflow, problems };
}

/** The whole workflow as it will be: what is declared here comes in place of what had its name. */
function withElsewhere(here: WorkflowDefinition, elsewhere: WorkflowDefinition): WorkflowDefinition {
  const names = new Set([...here.resources, ...here.jobs].map(({ name }) => name));
  const others = <Thing extends { readonly name: string }>(things: readonly Thing[]): readonly Thing[] =>
    things.filter(({ name }) => !names.has(name));
  return {
    resources: [...others(elsewhere.resources), ...here.resources],
    jobs: [...others(elsewhere.jobs), ...here.jobs],
  };
}

function targetsElsewhere({ resources, jobs }: WorkflowDefinition): ReadonlyMap<string, Target> {
  return new Map<string, Target>([
    ...resources.map((resource): [string, Target] => [resource.name, { kind: "resource", resource }]),
    ...jobs.map(({ name }): [string, Target] => [name, { kind: "job" }]),
  ]);
}

/** What a reference names; without a place where another source declares it. */
type Target =
  | { readonly kind: "resource"; readonly resource: Resource; readonly nameSpan?: Span }
  | { readonly kind: "job"; readonly nameSpan?: Span }
  | { readonly kind: "broken"; readonly nameSpan?: Span };

function meantJobs(byName: ByName): readonly DeclaredJob[] {
  return [...byName.values()].flatMap((each) => (each.kind === "broken" && each.meant ? [each.meant] : []));
}

type ByName = ReadonlyMap<string, Declaration>;

/** Resources and jobs share one namespace; the first of a name stays. */
function uniqueByName(declarations: readonly Declaration[], problems: Problem[]): ByName {
  const byName = new Map<string, Declaration>();
  for (const declaration of declarations) {
    const first = byName.get(declaration.name);
    if (!first) {
      byName.set(declaration.name, declaration);
      continue;
    }
    const message = `The name \`${declaration.name}\` is declared twice; the first one counts.`;
    const isMixed =
      first.kind !== declaration.kind && first.kind !== "broken" && declaration.kind !== "broken";
    const hint = isMixed
      ? "resources and jobs share one set of names: rename one"
      : "rename one of them, or remove it";
    problems.push(
      problem("DUPLICATE_NAME", declaration.nameSpan, message, { hint, related: [first.nameSpan] }),
    );
  }
  return byName;
}

function findCollisions(byName: ByName): readonly Problem[] {
  const found: Problem[] = [];
  const owners = new Map<string, Declaration>();
  for (const declaration of byName.values()) {
    const variable = variableName(declaration.name);
    const owner = owners.get(variable);
    if (variable === "") continue;
    if (!owner) {
      owners.set(variable, declaration);
      continue;
    }
    const message = `\`${declaration.name}\` and \`${owner.name}\` give the same environment variables, \`${variable}_…\`.`;
    const hint = "in a job that uses both, the later step wins: rename one";
    found.push(
      problem("VARIABLE_NAME_COLLISION", declaration.nameSpan, message, { hint, related: [owner.nameSpan] }),
    );
  }
  return found;
}

interface Scope extends CheckOptions {
  readonly byName: ByName;
  readonly elsewhereByName: ReadonlyMap<string, Target>;
  /** Suggestions compare with every name, so a file full of unknown names may not ask for too many. */
  suggestionsLeft: number;
}
const MOST_SUGGESTIONS = 200;

function checkReferences(scope: Scope, declared: DeclaredJob): readonly Problem[] {
  const found: Problem[] = [];
  for (const reference of declared.references) {
    if (reference.kind === "replicate") append(found, checkReplicate(scope, declared, reference));
    else append(found, checkReference(scope, declared, reference));
  }
  return found;
}

function checkReference(scope: Scope, declared: DeclaredJob, reference: Reference): readonly Problem[] {
  const { name, kind, span } = reference;
  const target = scope.byName.get(name) ?? scope.elsewhereByName.get(name);
  if (!target)
    return scope.namesOfBrokenFiles.has(name) ? [] : [unknownReference(scope, declared, reference)];
  if (kind === "out") return checkOutput(declared, target, reference);
  if (kind === "in" && name === declared.name) {
    const message = `The job \`${name}\` has itself as IN.`;
    return [problem("CIRCULAR_DEPENDENCY", span, message, { hint: "its own state is there without an IN" })];
  }
  return [];
}

function unknownReference(scope: Scope, declared: DeclaredJob, { name, kind, span }: Reference): Problem {
  const isNotify = kind === "notify";
  const severity: Severity = scope.isAlone || isNotify ? "warning" : "error";
  const verb = isNotify ? "NOTIFY" : kind.toUpperCase();
  const what = kind === "in" ? "resource or job" : "resource";
  const message = `The ${verb} \`${name}\` of job \`${declared.name}\` names no ${what} that is declared${scope.isAlone ? " here" : ""}.`;
  const suggestion =
    scope.suggestionsLeft-- > 0
      ? didYouMean(name, [...scope.byName.keys(), ...scope.elsewhereByName.keys()])
      : undefined;
  const absent = scope.isAlone ? "declare it, unless another source of the workspace does" : undefined;
  return problem("UNKNOWN_REFERENCE", span, message, { severity, hint: suggestion ?? absent });
}

function checkOutput(declared: DeclaredJob, target: Target, { name, span }: Reference): readonly Problem[] {
  if (target.kind === "job") {
    const message = `The OUT \`${name}\` of job \`${declared.name}\` is a job; a job makes its versions by running.`;
    const hint = "an OUT names a resource; write `IN` in the job that comes later";
    return [problem("INVALID_OUTPUT", span, message, { hint, ...relatedTo(target) })];
  }
  if (target.kind === "broken") return [];
  const { type } = target.resource;
  if (!ruleOfResourceType(type).isOutput) {
    const message = `The OUT \`${name}\` of job \`${declared.name}\` has type ${type}, of which jobs make no versions.`;
    return [problem("INVALID_OUTPUT", span, message, { severity: "warning", ...relatedTo(target) })];
  }
  const isInput = inputsOf(declared.job).some(({ from }) => from === name);
  if (!isInput || type === "state") return [];
  const message = `The job \`${declared.name}\` has \`${name}\` both as IN and as OUT, which would start it without end.`;
  return [problem("INPUT_IS_OUTPUT", span, message, { hint: "only resources of type state may be both" })];
}

function relatedTo({ nameSpan }: Target): { readonly related?: readonly Span[] } {
  return nameSpan ? { related: [nameSpan] } : {};
}

function checkReplicate(scope: Scope, declared: DeclaredJob, { name, span }: Reference): readonly Problem[] {
  const { job } = declared;
  const inputs = inputsOf(job).map(({ from }) => from);
  if (!inputs.includes(name)) {
    // A runCI job has the ciRepo of its project as IN without saying so.
    if (job.type === "runCI" && name.endsWith("_ciRepo")) return [];
    const message = `\`replicate: ${name}\` names no IN of job \`${declared.name}\`.`;
    return [
      problem("REPLICATE_WITHOUT_INPUT", span, message, {
        hint: didYouMean(name, inputs) ?? `add \`- IN: ${name}\``,
      }),
    ];
  }
  const from = typeNamed(scope, name);
  const output = outputsOf(job).find(({ replicate }) => replicate === name);
  const to = output && typeNamed(scope, output.to);
  if (!output || from === undefined || to === undefined || from === to) return [];
  const message = `\`${output.to}\` has type ${to} and can't hold a copy of \`${name}\`, which has type ${from}.`;
  return [
    problem("INVALID_OUTPUT", span, message, {
      severity: "warning",
      hint: "replicate copies between resources of one type",
    }),
  ];
}

function typeNamed(scope: Scope, name: string): string | undefined {
  const target = scope.byName.get(name) ?? scope.elsewhereByName.get(name);
  return target?.kind === "resource" ? target.resource.type : undefined;
}

function findCircularDependencies(workflow: Workflow, byName: ByName): readonly Problem[] {
  const found: Problem[] = [];
  for (const circle of findCircles(workflow)) {
    const names = new Set(circle);
    const jobs: DeclaredJob[] = [];
    for (const declaration of byName.values()) {
      if (declaration.kind === "job" && names.has(declaration.name)) jobs.push(declaration);
    }
    const [first] = jobs;
    const jobsInCircle = new Set(circle.filter((name) => workflow.jobs.has(name)));
    // A job alone, or with one resource that is its IN and OUT, has been told by name already.
    if (first && jobsInCircle.size > 1)
      found.push(circleProblem(startingWith(first.name, circle), first, jobs.slice(1)));
  }
  return found;
}

/** A circle, whose first name stands at its end again, turned so that it begins elsewhere. */
function startingWith(name: string, circle: readonly string[]): readonly string[] {
  const names = circle.slice(0, -1);
  const at = names.indexOf(name);
  return [...names.slice(at), ...names.slice(0, at), name];
}

function circleProblem(
  circle: readonly string[],
  first: DeclaredJob,
  others: readonly DeclaredJob[],
): Problem {
  const before = circle.at(-2);
  const span =
    first.references.find(({ kind, name }) => kind === "in" && name === before)?.span ?? first.nameSpan;
  const path = circle.length > 12 ? [...circle.slice(0, 11), "…", ...circle.slice(-1)] : circle;
  const message = `Jobs depend on each other in a circle: ${path.join(" → ")}.`;
  const hint = "remove one IN, or pass data through a resource of type state";
  return problem("CIRCULAR_DEPENDENCY", span, message, {
    hint,
    related: others.slice(0, 10).map(({ nameSpan }) => nameSpan),
  });
}
