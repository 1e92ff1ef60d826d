import { isJsonObject, textOf } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";

// Types and not interfaces, because only those are known to be plain data, as which they are stored.

/** One image or file of a manifest: the version of it, and what applies to it. */
export type ManifestItem = {
  readonly name: string;
  readonly integration?: string;
  readonly versionId: string;
  readonly versionNumber: number;
  /** Tag or label. */
  readonly versionName?: string;
  readonly values: JsonObject;
  readonly dockerOptions: JsonObject;
  /** The environment, as text. */
  readonly params: Readonly<Record<string, string>>;
  /** Texts of `secure`, in step order: each stands for pairs that nobody has decrypted yet. */
  readonly secure: readonly string[];
  /** Absent where no replicas apply. */
  readonly replicas?: JsonObject;
};

/** What the version of a manifest holds: images or files, never both. */
export type ManifestContent = {
  readonly kind: "manifest";
  readonly images: readonly ManifestItem[];
  readonly files: readonly ManifestItem[];
};

/** A manifest away from its job: which version of which job it is. */
export type NamedManifest = ManifestContent & {
  readonly job: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly versionName?: string;
};

/** Reads what a manifest's version holds; `undefined` where it is something else. */
export function readManifest(content: JsonValue | undefined): ManifestContent | undefined {
  if (!isJsonObject(content) || content["kind"] !== "manifest") return undefined;
  const images = readAll(content["images"], readItem);
  const files = readAll(content["files"], readItem);
  return images && files && { kind: "manifest", images, files };
}

/** Reads the manifests that the version of a release or deploy lists; whatever else it says of each is left. */
export function readManifests(content: JsonObject): readonly NamedManifest[] | undefined {
  return readAll(content["manifests"], readNamed);
}

function readNamed(value: JsonValue): NamedManifest | undefined {
  const manifest = readManifest(value);
  if (!manifest || !isJsonObject(value)) return undefined;
  const { job, versionId, versionNumber, versionName } = value;
  if (typeof job !== "string" || typeof versionId !== "string" || typeof versionNumber !== "number")
    return undefined;
  return {
    ...manifest,
    job,
    versionId,
    versionNumber,
    ...(typeof versionName === "string" ? { versionName } : {}),
  };
}

function readItem(value: JsonValue): ManifestItem | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, integration, versionId, versionNumber, versionName } = value;
  const { values, dockerOptions, params, secure, replicas } = value;
  if (typeof name !== "string" || typeof versionId !== "string" || typeof versionNumber !== "number")
    return undefined;
  if (!isJsonObject(values) || !isJsonObject(dockerOptions) || !isJsonObject(params)) return undefined;
  return {
    name,
    ...(typeof integration === "string" ? { integration } : {}),
    versionId,
    versionNumber,
    ...(typeof versionName === "string" ? { versionName } : {}),
    values,
    dockerOptions,
    params: Object.fromEntries(Object.entries(params).map(([key, text]) => [key, textOf(text)])),
    secure: Array.isArray(secure) ? secure.map((text: JsonValue) => textOf(text)) : [],
    ...(isJsonObject(replicas) ? { replicas } : {}),
  };
}

/** All of a list, or nothing where one of them can't be read. */
function readAll<Item>(
  value: JsonValue | undefined,
  read: (item: JsonValue) => Item | undefined,
): readonly Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: Item[] = [];
  for (const each of value) {
    const item = read(each);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
