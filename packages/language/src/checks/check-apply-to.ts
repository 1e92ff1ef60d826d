import type { JsonValue } from "@landbridge/core";
import { inputsOf, isJsonObject, listOf } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import type { DeclaredJob, PlacedInput } from "./declaration.ts";
import { APPLY_TO_FIELDS, IN_OPTION_USES } from "../jobs/in-option-schema.ts";
import { typeNamed } from "./job-scope.ts";
import type { JobScope } from "./job-scope.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { findEntry } from "../yaml/yaml-node.ts";
import type { MapEntry, YamlNode } from "../yaml/yaml-node.ts";

/** What `applyTo` may name, in jobs that read it. */
const TARGET_TYPES: readonly string[] = ["image", "file", "manifest"];

/** `applyTo` of an IN: its names, and what a load balancer needs to know. */
export function checkApplyTo(
  declared: DeclaredJob,
  placed: PlacedInput,
  scope: JobScope,
): readonly Problem[] {
  const { job } = declared;
  const entry = placed.entries.find(({ key }) => key === "applyTo");
  const isBalancer = job.type === "deploy" && typeNamed(scope.workflow, placed.input.from) === "loadBalancer";
  if (!entry) return isBalancer ? [withoutTarget(placed)] : [];
  const targets = placed.input.options["applyTo"];
  const isRead = IN_OPTION_USES["applyTo"]?.jobs.includes(job.type) === true;
  if (!isRead || !Array.isArray(targets)) return [];
  const found: Problem[] = [];
  const nodes = entry.value.kind === "list" ? entry.value.items : [entry.value];
  for (const [index, target] of targets.entries()) {
    const node = nodes[index] ?? entry.value;
    if (isBalancer) append(found, missingKeys(target, node));
    for (const { name, span } of namesIn(target, node))
      append(found, checkName(declared, { name, span, scope }));
  }
  return found;
}

function withoutTarget({ input, span }: PlacedInput): Problem {
  const message = `The load balancer \`${input.from}\` has no \`applyTo\`, so nothing is put behind it.`;
  const hint = "for example: `applyTo: [{manifest: my_manifest, image: my_image, port: 8080}]`";
  return problem("MISSING_KEY", span, message, { severity: "warning", hint });
}

function missingKeys(target: JsonValue, node: YamlNode): readonly Problem[] {
  const missing = Object.keys(APPLY_TO_FIELDS).filter(
    (key) => !isJsonObject(target) || target[key] === undefined,
  );
  if (missing.length === 0) return [];
  const message = `\`applyTo\` of a load balancer needs a manifest, an image and a port; ${listOf(missing)} ${missing.length === 1 ? "is" : "are"} missing.`;
  const hint = "for example: `{manifest: my_manifest, image: my_image, port: 8080}`";
  return [problem("MISSING_KEY", node, message, { severity: "warning", hint })];
}

interface PlacedName {
  readonly name: string;
  readonly span: YamlNode;
}

function namesIn(target: JsonValue, node: YamlNode): readonly PlacedName[] {
  if (typeof target === "string") return [{ name: target, span: node }];
  if (!isJsonObject(target) || node.kind !== "map") return [];
  return ["manifest", "image"].flatMap((key) => {
    const name = target[key];
    const entry: MapEntry | undefined = findEntry(node, key);
    return typeof name === "string" && entry ? [{ name, span: entry.value }] : [];
  });
}

function checkName(
  { job }: DeclaredJob,
  { name, span, scope }: PlacedName & { readonly scope: JobScope },
): readonly Problem[] {
  const inputs = inputsOf(job).map(({ from }) => from);
  const type = typeNamed(scope.workflow, name);
  const severity = "warning";
  if (type === undefined) {
    if (scope.isAlone || scope.isBroken(name)) return [];
    const message = `\`applyTo\` names \`${name}\`, which nothing declares.`;
    return [problem("UNKNOWN_REFERENCE", span, message, { severity, hint: didYouMean(name, inputs) })];
  }
  if (!TARGET_TYPES.includes(type)) {
    const message = `\`applyTo\` names \`${name}\`, which is of type ${type} and can't be applied to.`;
    return [problem("KEY_WITHOUT_EFFECT", span, message, { hint: "it names images, files and manifests" })];
  }
  // A deploy sees the images of its manifests, however far up they are.
  if (job.type === "deploy" || inputs.includes(name)) return [];
  const message = `\`applyTo\` names \`${name}\`, which is no IN of the manifest.`;
  const hint = didYouMean(name, inputs) ?? "name an image or file that is an IN of it";
  return [problem("KEY_WITHOUT_EFFECT", span, message, { hint })];
}
