import type { JsonObject } from "./json.ts";

/**
 * When a new version of a resource starts its consumers: `events` any version that did not come from a YAML
 * edit, `yaml` a YAML edit too (type `trigger`), `never` not at all (type `state`).
 */
export type Fires = "events" | "yaml" | "never";

export interface ResourceTypeRule {
  readonly fires: Fires;
  /** May a job name it as OUT. */
  readonly isOutput: boolean;
  /** Field of the values that names the version (reference §2.20), when it has one. */
  readonly nameField?: string;
}

/** The resource types of the language reference, §2. */
export const RESOURCE_TYPES = {
  ciRepo: { fires: "events", isOutput: false },
  cliConfig: { fires: "events", isOutput: false },
  cluster: { fires: "events", isOutput: true },
  dockerOptions: { fires: "events", isOutput: true },
  externalCIServer: { fires: "events", isOutput: false },
  file: { fires: "events", isOutput: true, nameField: "versionName" },
  gitRepo: { fires: "events", isOutput: true },
  image: { fires: "events", isOutput: true, nameField: "versionName" },
  integration: { fires: "events", isOutput: false },
  loadBalancer: { fires: "events", isOutput: false },
  notification: { fires: "events", isOutput: false },
  params: { fires: "events", isOutput: true },
  replicas: { fires: "events", isOutput: true },
  state: { fires: "never", isOutput: true },
  syncRepo: { fires: "events", isOutput: false },
  time: { fires: "events", isOutput: false },
  trigger: { fires: "yaml", isOutput: false },
  version: { fires: "events", isOutput: true, nameField: "versionName" },
  webhook: { fires: "events", isOutput: false },
} as const satisfies Record<string, ResourceTypeRule>;

export type ResourceType = keyof typeof RESOURCE_TYPES;

export function isResourceType(type: string): type is ResourceType {
  return Object.hasOwn(RESOURCE_TYPES, type);
}

/** What is known of a type; a type we do not know is kept as data and fires like most. */
export function ruleOfResourceType(type: string): ResourceTypeRule {
  return isResourceType(type) ? RESOURCE_TYPES[type] : { fires: "events", isOutput: true };
}

/** A named, typed thing as the configuration declares it. Its versions live in the store. */
export interface Resource {
  readonly name: string;
  /** One of RESOURCE_TYPES, or a type that is kept as data. */
  readonly type: string;
  readonly integration?: string;
  readonly flags: readonly string[];
  /** `versionTemplate`, or the merged `pointer`, `seed` and `version` of the older syntax. */
  readonly values: JsonObject;
  readonly place?: Place;
}

/** Where in the configuration a thing is declared; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
