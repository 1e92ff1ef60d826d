import { inputsOf, isJsonObject, outputsOf, variableName } from "@landbridge/core";
import type { JsonObject, WorkflowDefinition } from "@landbridge/core";
import type { Declaration, DeclaredJob, DeclaredResource } from "./declaration.ts";
import { EVERY_RUN, hasOwnVariable } from "./job-variables.ts";
import type { Placeholder } from "../fields/placeholders.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { didYouMean } from "../problems/suggestion.ts";

/** What the check has to know of the whole workflow. */
export interface TemplateScope {
  readonly byName: ReadonlyMap<string, Declaration>;
  readonly elsewhere: WorkflowDefinition;
  readonly namesOfBrokenFiles: ReadonlySet<string>;
  suggestionsLeft: number;
}

/**
 * Says which `${NAME}` nobody will fill: those for which neither the job nor an IN listed before has a variable.
 * Where an IN may bring names that no file tells (params that jobs write, integrations, other sources) nothing is
 * said of those after it. The time it takes grows with the number of INs, whatever they hold.
 */
export function checkTemplates(jobs: readonly DeclaredJob[], scope: TemplateScope): readonly Problem[] {
  const templated = new Map<string, readonly Placeholder[]>();
  const problems: Problem[] = [];
  for (const declaration of scope.byName.values()) {
    if (declaration.kind !== "resource" || !declaration.placeholders) continue;
    if (declaration.resource.type === "params") problems.push(notTemplated(declaration));
    else templated.set(declaration.name, declaration.placeholders);
  }
  // A broken file may hold whatever is missing.
  if (templated.size === 0 || scope.namesOfBrokenFiles.size > 0) return problems;
  const pool: Pool = { scope, templated, fed: fedResources(jobs, scope) };
  const missing = new Map<Placeholder, Missing>();
  for (const job of jobs) findMissing(pool, job, missing);
  if (missing.size === 0) return problems;
  const hints: Hints = { scope, declaring: firstWithKey(scope), keysOf: new Map() };
  for (const [placeholder, found] of missing) problems.push(unresolved(hints, placeholder, found));
  return problems;
}

interface Pool {
  readonly scope: TemplateScope;
  /** By name of the resource. */
  readonly templated: ReadonlyMap<string, readonly Placeholder[]>;
  /** Resources that jobs make versions of: their keys are not only those that are declared. */
  readonly fed: ReadonlySet<string>;
}

interface Missing {
  readonly resource: string;
  /** The first few. */
  readonly jobs: DeclaredJob[];
  count: number;
}

const JOBS_NAMED = 3;

function notTemplated({ name, nameSpan, placeholders = [] }: DeclaredResource): Problem {
  const [first] = placeholders;
  const message = `\`\${${first?.name ?? ""}}\` in \`${name}\` stays as it is written: params are never templated.`;
  return problem("PARAMS_NOT_TEMPLATED", first?.span ?? nameSpan, message, {
    hint: "put the value together in a script, or in a resource of another type",
  });
}

function fedResources(jobs: readonly DeclaredJob[], { elsewhere }: TemplateScope): ReadonlySet<string> {
  const fed = new Set<string>();
  for (const { job } of jobs) for (const { to } of outputsOf(job)) fed.add(to);
  for (const job of elsewhere.jobs) for (const { to } of outputsOf(job)) fed.add(to);
  return fed;
}

/** What one job has by the time an IN is prepared. */
interface Before {
  /** Of the names that its templates ask for, those that params have given. */
  readonly given: Set<string>;
  /** `IMG` of an IN `img`, all of whose variables begin like that. */
  readonly prefixes: Set<string>;
}

function findMissing(pool: Pool, declared: DeclaredJob, missing: Map<Placeholder, Missing>): void {
  const inputs = inputsOf(declared.job);
  const wanted = new Set<string>();
  for (const { from } of inputs) for (const { name } of pool.templated.get(from) ?? []) wanted.add(name);
  if (wanted.size === 0) return;
  const before: Before = { given: new Set(), prefixes: new Set() };
  for (const { from } of inputs) {
    for (const placeholder of pool.templated.get(from) ?? []) {
      if (isGiven(placeholder.name, declared, before)) continue;
      const known = missing.get(placeholder);
      if (!known) missing.set(placeholder, { resource: from, jobs: [declared], count: 1 });
      else {
        known.count += 1;
        if (known.jobs.length < JOBS_NAMED) known.jobs.push(declared);
      }
    }
    if (bringsUnknownNames(pool, from)) return;
    for (const name of keysAmong(pool.scope, from, wanted)) before.given.add(name);
    before.prefixes.add(variableName(from));
  }
}

function bringsUnknownNames({ scope, fed }: Pool, name: string): boolean {
  const target = scope.byName.get(name);
  if (!target || target.kind === "broken") return true;
  if (target.kind === "job") return false;
  const { type } = target.resource;
  if (type === "integration") return true;
  return type === "params" && (fed.has(name) || Object.hasOwn(paramsOf(scope, name), "secure"));
}

function paramsOf({ byName }: TemplateScope, name: string): JsonObject {
  const declaration = byName.get(name);
  if (declaration?.kind !== "resource" || declaration.resource.type !== "params") return {};
  const { params } = declaration.resource.values;
  return isJsonObject(params) ? params : {};
}

/** Those of the wanted names that are keys of an IN; the fewer of both are gone through. */
function keysAmong(scope: TemplateScope, name: string, wanted: ReadonlySet<string>): readonly string[] {
  const params = paramsOf(scope, name);
  const keys = Object.keys(params);
  if (keys.length <= wanted.size) return keys.filter((key) => wanted.has(key));
  return [...wanted].filter((key) => Object.hasOwn(params, key));
}

function isGiven(name: string, { job }: DeclaredJob, { given, prefixes }: Before): boolean {
  return given.has(name) || hasOwnVariable(job, name) || hasPrefixAmong(name, prefixes);
}

function hasPrefixAmong(name: string, prefixes: ReadonlySet<string>): boolean {
  for (let at = name.indexOf("_"); at !== -1; at = name.indexOf("_", at + 1)) {
    if (prefixes.has(name.slice(0, at))) return true;
  }
  return false;
}

/** For each key of any params the first resource that declares it. */
function firstWithKey(scope: TemplateScope): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of scope.byName.keys()) {
    for (const key of Object.keys(paramsOf(scope, name))) if (!found.has(key)) found.set(key, name);
  }
  return found;
}

interface Hints {
  readonly scope: TemplateScope;
  readonly declaring: ReadonlyMap<string, string>;
  /** The keys of all INs of a job, by its name; one job may have many and ask often. */
  readonly keysOf: Map<string, readonly string[]>;
}

function unresolved(hints: Hints, { name, span }: Placeholder, found: Missing): Problem {
  const { resource, jobs, count } = found;
  const names = jobs.map((job) => `\`${job.name}\``).join(", ");
  const others = count > jobs.length ? ` and ${count - jobs.length} more` : "";
  const where = count === 1 ? `job ${names}` : `jobs ${names}${others}`;
  const message = `\`\${${name}}\` is empty in ${where}: no variable of the job and no IN before \`${resource}\` gives it.`;
  return problem("UNRESOLVED_TEMPLATE", span, message, { hint: hintFor(hints, name, found) });
}

/** What to do about it in the first of the jobs. */
function hintFor(
  { scope, declaring, keysOf }: Hints,
  name: string,
  { resource, jobs: [job] }: Missing,
): string {
  const before = `before \`IN: ${resource}\``;
  const giver = declaring.get(name);
  if (!job || scope.suggestionsLeft-- <= 0) return `list what gives it ${before}`;
  const inputs = inputsOf(job.job);
  const late = giver && inputs.find(({ from }) => Object.hasOwn(paramsOf(scope, from), name));
  if (late) return `list \`IN: ${late.from}\` ${before}`;
  if (giver !== undefined) return `add \`IN: ${giver}\` ${before}`;
  let keys = keysOf.get(job.name);
  if (!keys) {
    keys = inputs.flatMap(({ from }) => Object.keys(paramsOf(scope, from)));
    keysOf.set(job.name, keys);
  }
  const nearest = didYouMean(name, [...keys, ...EVERY_RUN]);
  return nearest ?? `add an IN of type params with the key \`${name}\` ${before}`;
}
