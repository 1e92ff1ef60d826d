import type { CiDefinition, CiIntegration, CiIntegrationSection, JsonValue } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import { CI_INTEGRATIONS_FIELDS, CI_INTEGRATION_FIELDS, CI_INTEGRATION_STRUCTURES } from "./ci.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, readFields, unknownKey } from "../fields/read-fields.ts";
import {
  ALL_BRANCHES,
  readCiBranches,
  readCiNotifications,
  readNotification,
} from "./read-ci-notifications.ts";
import { readMaps } from "../fields/read-texts.ts";
import { describeNode, findEntry, isNull, textOfScalar, toJson } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

type Integrations = Pick<CiDefinition, "integrations" | "notifications">;

interface IntegrationsReading {
  readonly notifications: CiDefinition["notifications"][number][];
  readonly integrations: Record<CiIntegrationSection, CiIntegration[]>;
  readonly problems: Problem[];
}

const SECTION_OF_KEY: Readonly<Record<string, CiIntegrationSection>> = {
  hub: "hub",
  key: "key",
  generic: "generic",
  deploy: "deploy",
  post_ci_trigger: "postCiTrigger",
};

const SECTION_OF_TYPE: Readonly<Record<string, CiIntegrationSection>> = {
  dockerRegistryLogin: "hub",
  docker: "hub",
  ecr: "hub",
  gcloudKey: "hub",
  gcr: "hub",
  quay: "hub",
  quayLogin: "hub",
  artifactory: "hub",
  sshKey: "key",
  "ssh-key": "key",
  pemKey: "key",
  "pem-key": "key",
  generic: "generic",
  keyValuePair: "generic",
};

const KNOWN_KEYS: readonly string[] = [
  ...Object.keys(CI_INTEGRATION_FIELDS),
  ...Object.keys(CI_INTEGRATION_STRUCTURES),
  "region",
];

/** `integrations`: a map of lists. A list alone is sorted by the types of its items. */
export function readCiIntegrations(entry: MapEntry, problems: Problem[]): Integrations {
  const reading: IntegrationsReading = { notifications: [], integrations: noIntegrations(), problems };
  const { value } = entry;
  if (isNull(value)) problems.push(emptyValue(entry));
  else if (value.kind === "map") for (const each of value.entries) readList(reading, each);
  else if (value.kind === "list") readUnsorted(reading, entry);
  else {
    const message = `\`integrations\` must be a map, but is ${describeNode(value)}.`;
    const hint = "for example: `integrations: {hub: [{integrationName: my_registry, type: ecr}]}`";
    problems.push(problem("INVALID_VALUE", value, message, { hint }));
  }
  return { notifications: reading.notifications, integrations: reading.integrations };
}

export function noIntegrations(): Record<CiIntegrationSection, CiIntegration[]> {
  return { hub: [], key: [], generic: [], deploy: [], postCiTrigger: [] };
}

function readList(reading: IntegrationsReading, entry: MapEntry): void {
  const { problems } = reading;
  if (entry.key === "notifications") {
    append(reading.notifications, readCiNotifications(entry, problems));
    return;
  }
  const section = Object.hasOwn(SECTION_OF_KEY, entry.key) ? SECTION_OF_KEY[entry.key] : undefined;
  if (!section) {
    problems.push(
      unknownKey(entry, "`integrations`; nothing in it is used", Object.keys(CI_INTEGRATIONS_FIELDS)),
    );
    return;
  }
  if (section === "deploy" || section === "postCiTrigger") problems.push(notUsed(entry));
  const known = section === "deploy" || section === "postCiTrigger" ? undefined : KNOWN_KEYS;
  for (const map of readMaps(entry, "[{integrationName: my_registry}]", problems)) {
    append(reading.integrations[section], readIntegration(map, known, problems));
  }
}

function notUsed(entry: MapEntry): Problem {
  const message = `\`integrations.${entry.key}\` comes from an early version of the language and has no effect; it is kept.`;
  const hint =
    entry.key === "deploy"
      ? "deploy with a job that has the image as IN"
      : "write a job that has the runCI job as IN";
  return problem("LEGACY_KEY", entry.keySpan, message, { hint, hasNoEffect: true });
}

/** A list in place of the map of lists: what each item is, its type says. */
function readUnsorted(reading: IntegrationsReading, entry: MapEntry): void {
  const { problems } = reading;
  const example = "{notifications: [{integrationName: email, type: email}]}";
  const maps = readMaps(entry, example, problems);
  const message =
    "`integrations` is a list here; each item is read as a notification, `hub`, `key` or `generic`, by its type.";
  const hint = "write it as a map: `integrations: {notifications: […]}`";
  if (maps.length > 0) problems.push(problem("MISPLACED_KEY", entry.keySpan, message, { hint }));
  for (const map of maps) {
    const type = textOf(findEntry(map, "type")?.value);
    const section =
      type !== undefined && Object.hasOwn(SECTION_OF_TYPE, type) ? SECTION_OF_TYPE[type] : undefined;
    if (section) append(reading.integrations[section], readIntegration(map, KNOWN_KEYS, problems));
    else reading.notifications.push(readNotification(map, undefined, problems));
  }
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" ? textOfScalar(node) : undefined;
}

/** One integration; without `known` keys all others are kept as they are. */
function readIntegration(
  map: MapNode,
  known: readonly string[] | undefined,
  problems: Problem[],
): readonly CiIntegration[] {
  const { values, others } = readFields(map, CI_INTEGRATION_FIELDS, problems);
  const options: Record<string, JsonValue> = {};
  let branches = ALL_BRANCHES;
  for (const entry of others) {
    if (entry.key === "branches") branches = readCiBranches(entry, problems);
    else {
      options[entry.key] = toJson(entry.value);
      if (known && !known.includes(entry.key)) problems.push(unknownKey(entry, "an integration", known));
    }
  }
  const { integrationName: name, type, agent_only: agentOnly } = values;
  if (name === undefined) {
    if (!findEntry(map, "integrationName")) {
      const span = map.entries[0]?.keySpan ?? map;
      const message = "An integration has no `integrationName`, so nobody knows which; it is left out.";
      const hint = "add `integrationName: my_registry`";
      problems.push(problem("MISSING_KEY", span, message, { severity: "warning", hint }));
    }
    return [];
  }
  return [
    { name, ...(type === undefined ? {} : { type }), branches, agentOnly: agentOnly ?? false, options },
  ];
}
