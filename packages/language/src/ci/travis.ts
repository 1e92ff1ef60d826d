import { listOf } from "@landbridge/core";
import type { CiDefinition, CiSectionName, JsonValue } from "@landbridge/core";
import { POWERLESS_CI_FIELDS } from "./ci.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readNotification, readNotificationByType } from "./read-ci-notifications.ts";
import { emptyValue } from "../fields/read-fields.ts";
import { readScript } from "../fields/read-script.ts";
import { readTexts } from "../fields/read-texts.ts";
import { describeNode, findEntry, isNull, toJson } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

/** Keys of another CI system, in the order in which their commands run, by the section that takes them. */
const PHASES: readonly {
  readonly section: CiSectionName;
  readonly today: string;
  readonly keys: readonly string[];
}[] = [
  { section: "ci", today: "ci", keys: ["before_install", "install", "before_script", "script"] },
  { section: "onSuccess", today: "on_success", keys: ["after_success"] },
  { section: "onFailure", today: "on_failure", keys: ["after_failure"] },
  { section: "always", today: "always", keys: ["after_script"] },
];

type Sections = CiDefinition["build"]["sections"];

/**
 * The sections of `build`, with the commands of keys that another CI system has for them. Where both styles give
 * commands for one section, those under `build` count.
 */
export function withTravisSections(
  root: MapNode,
  written: Partial<Sections>,
  problems: Problem[],
): Partial<Sections> {
  const sections: Partial<Record<CiSectionName, readonly string[]>> = { ...written };
  for (const { section, today, keys } of PHASES) {
    const entries = keys.flatMap((key) => findEntry(root, key) ?? []);
    const commands = entries.flatMap((entry) => commandsOf(entry, problems));
    const [first] = entries.filter(({ value }) => !isNull(value));
    if (!first) continue;
    const names = listOf(entries.map(({ key }) => `\`${key}\``));
    const isOne = entries.length === 1;
    if ((written[section] ?? []).length > 0) {
      const message = `${names} and \`build.${today}\` exclude each other; \`build.${today}\` counts.`;
      problems.push(
        problem("CONFLICTING_KEYS", first.keySpan, message, {
          severity: "warning",
          hint: "keep one of them",
        }),
      );
      continue;
    }
    sections[section] = commands;
    const message = isOne
      ? `${names} comes from another CI system; it is read as \`build.${today}\`.`
      : `${names} come from another CI system; they are read as \`build.${today}\`, in this order.`;
    problems.push(
      problem("LEGACY_KEY", first.keySpan, message, { hint: `write \`build: {${today}: […]}\`` }),
    );
  }
  return sections;
}

function commandsOf(entry: MapEntry, problems: Problem[]): readonly string[] {
  if (!isNull(entry.value)) return readScript(entry.value, problems);
  problems.push(emptyValue(entry));
  return [];
}

interface TravisCache {
  readonly cache: boolean;
  readonly cacheDirectories: readonly string[];
}

/** `cache` at the top: true or false, or a map or list of directories. */
export function readTravisCache(entry: MapEntry, problems: Problem[]): TravisCache {
  const none: TravisCache = { cache: false, cacheDirectories: [] };
  if (isNull(entry.value)) {
    problems.push(emptyValue(entry));
    return none;
  }
  const message = "`cache` comes from another CI system; it is read as `build.cache`.";
  const hint = "write `build: {cache: true, cache_dir_list: […]}`";
  problems.push(problem("LEGACY_KEY", entry.keySpan, message, { hint }));
  const { value } = entry;
  if (value.kind === "scalar") return { ...none, cache: isTrue(value) || notACache(value, problems) };
  if (value.kind === "list") return withDirectories(entry, problems);
  const directories = findEntry(value, "directories");
  for (const other of value.entries) {
    if (other !== directories) notACache({ ...value, ...other.keySpan }, problems, other.key);
  }
  return directories ? withDirectories(directories, problems) : none;
}

function withDirectories(entry: MapEntry, problems: Problem[]): TravisCache {
  const cacheDirectories = readTexts(entry, problems);
  return { cache: cacheDirectories.length > 0, cacheDirectories };
}

function isTrue(node: YamlNode): boolean {
  return node.kind === "scalar" && (node.value === true || node.text === "on" || node.text === "yes");
}

/** The caches of single tools are not known; `false` asks for none. */
function notACache(node: YamlNode, problems: Problem[], name?: string): false {
  const isFalse = node.kind === "scalar" && (node.value === false || node.text === "off");
  if (isFalse) return false;
  const message = `The cache ${name === undefined ? describeNode(node) : `\`${name}\``} is not known and has no effect.`;
  const hint =
    "list directories: `build: {cache: true, cache_dir_list: [$SHIPPABLE_BUILD_DIR/node_modules]}`";
  problems.push(problem("INVALID_VALUE", node, message, { severity: "warning", hint }));
  return false;
}

/** `notifications` at the top: a map by type, or a list as under `integrations`. */
export function readTravisNotifications(entry: MapEntry, problems: Problem[]): CiDefinition["notifications"] {
  const { value } = entry;
  if (isNull(value)) {
    problems.push(emptyValue(entry));
    return [];
  }
  const message = "`notifications` at the top of a file is read as `integrations.notifications`.";
  problems.push(
    problem("LEGACY_KEY", entry.keySpan, message, {
      hint: "write `integrations: {notifications: [{integrationName: email, type: email}]}`",
    }),
  );
  if (value.kind === "map") return value.entries.flatMap((each) => readNotificationByType(each, problems));
  if (value.kind === "list") {
    return value.items.flatMap((item) => {
      if (item.kind === "map") return [readNotification(item, undefined, problems)];
      problems.push(notAMap(item));
      return [];
    });
  }
  problems.push(notAMap(value));
  return [];
}

function notAMap(node: YamlNode): Problem {
  const message = `A notification must be a map, but is ${describeNode(node)}.`;
  return problem("INVALID_VALUE", node, message, {
    hint: "for example: `{type: email, recipients: [me@example.org]}`",
  });
}

const POWERLESS_HINTS: Readonly<Record<string, string>> = {
  addons: "install it in `build.ci`, or list a program under `services`",
  architecture: "node pools decide on which machine a job runs: `runtime: {nodePool: …}`",
  build_image: "write `build: {pre_ci_boot: {image_name: …, image_tag: …}}`",
  deploy: "deploy with a job that comes after the runCI job",
  dist: "node pools decide on which machine a job runs: `runtime: {nodePool: …}`",
  os: "node pools decide on which machine a job runs: `runtime: {nodePool: …}`",
};

/** Keys that mean nothing here: kept as written, and told. */
export function readPowerlessKeys(root: MapNode, problems: Problem[]): Record<string, JsonValue> {
  const options: Record<string, JsonValue> = {};
  const found = root.entries.filter(({ key }) => Object.hasOwn(POWERLESS_CI_FIELDS, key));
  for (const entry of found) {
    options[entry.key] = toJson(entry.value);
    const message = `\`${entry.key}\` comes from another CI system or an early version and has no effect; it is kept.`;
    const hint = Object.hasOwn(POWERLESS_HINTS, entry.key) ? POWERLESS_HINTS[entry.key] : undefined;
    problems.push(
      problem("LEGACY_KEY", entry.keySpan, message, { hint: hint ?? "remove it", hasNoEffect: true }),
    );
  }
  return options;
}
