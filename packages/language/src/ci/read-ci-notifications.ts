import { timesOfNotification } from "@landbridge/core";
import type { CiBranches, CiNotification, JsonObject, JsonValue } from "@landbridge/core";
import {
  CI_BRANCHES_FIELDS,
  CI_INTEGRATION_STRUCTURES,
  CI_NOTIFICATION_FIELDS,
  CI_NOTIFICATION_OPTIONS,
} from "./ci.ts";
import type { FieldValues } from "../fields/field.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, expectMap, readFields, unknownKey } from "../fields/read-fields.ts";
import { readMaps, readTexts } from "../fields/read-texts.ts";
import { findEntry, isNull, toJson } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

export const ALL_BRANCHES: CiBranches = { only: [], except: [] };

/** `branches`: names, with `*` for any text. */
export function readCiBranches(entry: MapEntry, problems: Problem[]): CiBranches {
  if (isNull(entry.value)) {
    problems.push(emptyValue(entry));
    return ALL_BRANCHES;
  }
  const map = expectMap(entry.value, "`branches`", "branches: {only: [main]}", problems);
  if (!map) return ALL_BRANCHES;
  const found: Record<"only" | "except", readonly string[]> = { only: [], except: [] };
  for (const each of map.entries) {
    if (each.key === "only" || each.key === "except") found[each.key] = readTexts(each, problems);
    else problems.push(unknownKey(each, "`branches`", Object.keys(CI_BRANCHES_FIELDS)));
  }
  return found;
}

/** `integrations.notifications`: a list of maps, one map, or a map by type. */
export function readCiNotifications(entry: MapEntry, problems: Problem[]): readonly CiNotification[] {
  const { value } = entry;
  if (value.kind === "map" && value.entries.some(({ key }) => TYPES.includes(key)))
    return value.entries.flatMap((each) => readNotificationByType(each, problems));
  const maps = readMaps(entry, "[{integrationName: email, type: email}]", problems);
  return maps.map((map) => readNotification(map, undefined, problems));
}

/** Keys of a map of notifications by type, as another CI system has it. */
const TYPES: readonly string[] = ["email", "slack", "hipchat", "irc", "webhook"];

const { recipients: _recipients, payload: _payload, ...SIMPLE_FIELDS } = CI_NOTIFICATION_FIELDS;

const KNOWN_KEYS: readonly string[] = [
  ...Object.keys(CI_NOTIFICATION_FIELDS),
  ...Object.keys(CI_INTEGRATION_STRUCTURES),
  ...Object.keys(CI_NOTIFICATION_OPTIONS),
];

/** One notification. Where its type is known from where it stands, `type` need not be written. */
export function readNotification(
  map: MapNode,
  knownType: string | undefined,
  problems: Problem[],
): CiNotification {
  const { values, others } = readFields(map, SIMPLE_FIELDS, problems);
  const options: Record<string, JsonValue> = {};
  const lists: Record<string, readonly string[]> = {};
  let branches = ALL_BRANCHES;
  for (const entry of others) {
    if (entry.key === "recipients" || entry.key === "payload") lists[entry.key] = readTexts(entry, problems);
    else if (entry.key === "branches") branches = readCiBranches(entry, problems);
    else {
      options[entry.key] = toJson(entry.value);
      if (!Object.hasOwn(CI_NOTIFICATION_OPTIONS, entry.key))
        problems.push(unknownKey(entry, "a notification", KNOWN_KEYS));
    }
  }
  const type = knownType ?? values.type ?? typeByName(map, values, problems);
  const { integrationName: integration } = values;
  return {
    type,
    ...(integration === undefined ? {} : { integration }),
    recipients: lists["recipients"] ?? [],
    branches,
    on: timesOfNotification(type, timesOf(values)),
    payload: lists["payload"] ?? [],
    options: options satisfies JsonObject,
  };
}

function timesOf(values: FieldValues<typeof SIMPLE_FIELDS>): Parameters<typeof timesOfNotification>[1] {
  const { on_success, on_failure, on_cancel, on_start, on_pull_request } = values;
  return {
    ...(on_success === undefined ? {} : { success: on_success }),
    ...(on_failure === undefined ? {} : { failure: on_failure }),
    ...(on_cancel === undefined ? {} : { cancel: on_cancel }),
    ...(on_start === undefined ? {} : { start: on_start }),
    ...(on_pull_request === undefined ? {} : { pullRequest: on_pull_request }),
  };
}

/** E-mail and irc are called like their type. */
function typeByName(
  map: MapNode,
  { integrationName }: FieldValues<typeof SIMPLE_FIELDS>,
  problems: Problem[],
): string {
  if (integrationName === "email" || integrationName === "irc") return integrationName;
  const written = findEntry(map, "type");
  const span = findEntry(map, "integrationName")?.value ?? map.entries[0]?.keySpan ?? map;
  // One of the wrong shape or without a value has been told already.
  if (!written) {
    problems.push(
      problem("MISSING_KEY", span, "A notification has no `type`, so nobody can be told.", {
        severity: "warning",
        hint: "add `type: email`, `slack`, `hipchat`, `irc` or `webhook`",
      }),
    );
  }
  return "";
}

const NEVER: CiNotification["on"] = {
  success: "never",
  failure: "never",
  cancel: "never",
  start: "never",
  pullRequest: "never",
};

/** `email: {…}`, `email: [a@b.c]`, `email: a@b.c`, `email: false`. */
export function readNotificationByType(entry: MapEntry, problems: Problem[]): readonly CiNotification[] {
  const { key: type, value } = entry;
  if (isNull(value)) {
    problems.push(emptyValue(entry));
    return [];
  }
  if (value.kind === "map") return [readNotification(withRecipients(value), type, problems)];
  const notification = readNotification({ ...value, kind: "map", entries: [] }, type, problems);
  if (value.kind === "scalar" && value.value === false) return [{ ...notification, on: NEVER }];
  const isSwitchedOn = value.kind === "scalar" && value.value === true;
  return [{ ...notification, recipients: isSwitchedOn ? [] : readTexts(entry, problems) }];
}

/** What another CI system calls `rooms`, `channels` or `urls` are the recipients. */
function withRecipients(map: MapNode): MapNode {
  const renamed = (key: string): string =>
    key === "rooms" || key === "channels" || key === "urls" ? "recipients" : key;
  return { ...map, entries: map.entries.map((entry) => ({ ...entry, key: renamed(entry.key) })) };
}
