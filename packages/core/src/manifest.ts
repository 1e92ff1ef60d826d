import { textOf } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { listOf } from "./list-of.ts";
import type { ManifestContent, ManifestItem } from "./manifest-content.ts";
import { failWith, isVersioned, missingVersion } from "./managed-outcome.ts";
import type { ManagedFailure, ManagedRun, VersionedInput } from "./managed-outcome.ts";
import { paramsOf } from "./run-variables.ts";

export type ManifestOutcome =
  { readonly ok: true; readonly content: ManifestContent; readonly versionName?: string } | ManagedFailure;

/** What a manifest is about, and what may apply to it. Any other IN only starts the job. */
const ITEM_TYPES: readonly string[] = ["image", "file"];
const LAYER_TYPES: readonly string[] = ["dockerOptions", "params", "replicas"];

/**
 * Makes a version of a manifest job (reference §3.3): its images or files, each with what applies to it. Replicas
 * carry forward to what is downstream, which reads them here; a manifest that no longer has any says so by having
 * none, so nothing is taken from its version before.
 */
export function makeManifest({ job, inputs }: ManagedRun): ManifestOutcome {
  const items = new Map<string, VersionedInput>();
  const given: VersionedInput[] = [];
  for (const input of inputs) {
    const isItem = ITEM_TYPES.includes(input.type);
    if (!isItem && !LAYER_TYPES.includes(input.type)) continue;
    if (!isVersioned(input)) return missingVersion(input, job);
    if (isItem) items.set(input.name, input);
    else given.push(input);
  }
  const fault = faultOfItems(job.name, [...items.values()]);
  if (fault) return fault;
  const layers: Layer[] = [];
  for (const input of given) {
    const layer = readLayer(input, [...items.keys()]);
    if ("ok" in layer) return layer;
    layers.push(layer);
  }
  return outcomeOf([...items.values()], layers);
}

function outcomeOf(items: readonly VersionedInput[], layers: readonly Layer[]): ManifestOutcome {
  const ofType = (type: string): readonly ManifestItem[] =>
    items.filter((input) => input.type === type).map((input) => itemOf(input, layers));
  const content: ManifestContent = { kind: "manifest", images: ofType("image"), files: ofType("file") };
  const versionName = commonName(items);
  return { ok: true, content, ...(versionName === undefined ? {} : { versionName }) };
}

function faultOfItems(job: string, items: readonly VersionedInput[]): ManagedFailure | undefined {
  const namesOf = (type: string): readonly string[] =>
    items.filter((input) => input.type === type).map(({ name }) => name);
  const [images, files] = [namesOf("image"), namesOf("file")];
  if (items.length === 0)
    return failWith(
      `The manifest "${job}" has no IN that is an image or a file, so it describes nothing. Add one, for example "- IN: my_image".`,
    );
  if (images.length > 0 && files.length > 0)
    return failWith(
      `The manifest "${job}" holds images (${listOf(images)}) and files (${listOf(files)}); it can only hold one kind. Make two manifests of it.`,
    );
  const nameless = items.find(({ values }) => textOf(values["sourceName"]).trim() === "");
  return (
    nameless &&
    failWith(
      `The ${nameless.type} "${nameless.name}" has an empty sourceName, so nobody knows what to deploy. Write one; if it comes from \${NAME}, list what gives NAME before "- IN: ${nameless.name}".`,
    )
  );
}

/** What one IN lays over all items, or over those that `applyTo` names. */
interface Layer {
  readonly type: string;
  readonly values: JsonObject;
  readonly targets: readonly string[];
}

function readLayer(input: VersionedInput, items: readonly string[]): Layer | ManagedFailure {
  const { name, type } = input;
  const targets = targetsOf(input, items);
  if ("ok" in targets) return targets;
  const { versionName: _, ...values } = input.values;
  if (type !== "replicas" || values["count"] === undefined) return { type, values, targets: targets.names };
  const count = Number(textOf(values["count"]).trim() || Number.NaN);
  if (!Number.isSafeInteger(count) || count < 1)
    return failWith(
      `The IN "${name}" asks for ${JSON.stringify(values["count"])} replicas; its count must be a whole number of at least 1.`,
    );
  return { type, values: { ...values, count }, targets: targets.names };
}

function targetsOf(
  { name, options }: VersionedInput,
  items: readonly string[],
): { readonly names: readonly string[] } | ManagedFailure {
  const written = options["applyTo"];
  if (written === undefined) return { names: items };
  const list: readonly JsonValue[] = Array.isArray(written) ? written : [written];
  const names: string[] = [];
  for (const target of list) {
    if (typeof target !== "string")
      return failWith(
        `applyTo of the IN "${name}" holds ${JSON.stringify(target)}; in a manifest it is a list of names of its images or files, for example "applyTo: [${items.join(", ")}]".`,
      );
    if (!items.includes(target))
      return failWith(
        `applyTo of the IN "${name}" names "${target}", which is no image or file of this manifest; it has ${listOf(items)}. Correct the name, or add "- IN: ${target}".`,
      );
    names.push(target);
  }
  return { names };
}

/** Unions in step order, key by key: a list or map under one key is replaced as a whole. The last replicas win. */
function itemOf(input: VersionedInput, layers: readonly Layer[]): ManifestItem {
  const { name, integration, versionId, versionNumber, versionName } = input;
  let dockerOptions: JsonObject = {};
  let params: Readonly<Record<string, string>> = {};
  let replicas: JsonObject | undefined;
  const secrets: string[] = [];
  for (const { type, values, targets } of layers) {
    if (!targets.includes(name)) continue;
    if (type === "dockerOptions") dockerOptions = { ...dockerOptions, ...values };
    else if (type === "replicas") replicas = values;
    else {
      const { secure, ...pairs } = paramsOf(values);
      params = { ...params, ...pairs };
      if (secure !== undefined) secrets.push(secure);
    }
  }
  return {
    name,
    ...(integration === undefined ? {} : { integration }),
    versionId,
    versionNumber,
    ...(versionName === undefined ? {} : { versionName }),
    values: input.values,
    dockerOptions,
    params,
    secure: secrets,
    ...(replicas === undefined ? {} : { replicas }),
  };
}

/** A manifest is called as all of its images or files are: what to pin it by, and what a release may count up. */
function commonName(items: readonly VersionedInput[]): string | undefined {
  const [first, ...others] = items.map(({ versionName }) => versionName);
  return others.every((name) => name === first) ? first : undefined;
}
