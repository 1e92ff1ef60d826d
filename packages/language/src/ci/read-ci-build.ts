import type { CiBoot, CiBuildOverride, CiSectionName } from "@landbridge/core";
import {
  CI_BOOT_FIELDS,
  CI_BOOT_STRUCTURES,
  CI_BUILD_FIELDS,
  CI_BUILD_STRUCTURES,
  CI_SECTION_FIELDS,
} from "./ci.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, expectMap, readFields, unknownKey } from "../fields/read-fields.ts";
import { readCiVariables } from "./read-ci-env.ts";
import { readTexts } from "../fields/read-texts.ts";
import { readScript } from "../fields/read-script.ts";
import { isNull } from "../yaml/yaml-node.ts";
import type { MapEntry, YamlNode } from "../yaml/yaml-node.ts";

const SECTION_OF_KEY: Readonly<Record<keyof typeof CI_SECTION_FIELDS, CiSectionName>> = {
  pre_ci: "preCi",
  ci: "ci",
  post_ci: "postCi",
  on_success: "onSuccess",
  on_failure: "onFailure",
  always: "always",
  push: "push",
};

const KNOWN_KEYS: readonly string[] = [
  ...Object.keys(CI_SECTION_FIELDS),
  ...Object.keys(CI_BUILD_FIELDS),
  ...Object.keys(CI_BUILD_STRUCTURES),
];

/** The section that a key of `build` names. */
function ciSectionOf(key: string): CiSectionName | undefined {
  const sections: Readonly<Record<string, CiSectionName>> = SECTION_OF_KEY;
  return Object.hasOwn(sections, key) ? sections[key] : undefined;
}

/** A key that stands at the top of a file, though it belongs under `build`. */
export function isCiBuildKey(key: string): boolean {
  return KNOWN_KEYS.includes(key);
}

/** `build`, or what a node pool overrides of it: only what is written. */
export function readCiBuild(node: YamlNode, problems: Problem[]): CiBuildOverride {
  const map = expectMap(node, "`build`", "build: {ci: [npm test]}", problems);
  if (!map) return { sections: {} };
  const { cache_dir_list: _list, ...simple } = CI_BUILD_FIELDS;
  const { values, others } = readFields(map, simple, problems);
  const sections: Partial<Record<CiSectionName, readonly string[]>> = {};
  let boot: CiBoot | undefined;
  let cacheDirectories: readonly string[] | undefined;
  for (const entry of others) {
    const section = ciSectionOf(entry.key);
    if (entry.key === "cache_dir_list") cacheDirectories = readTexts(entry, problems);
    else if (!section && entry.key !== "pre_ci_boot") problems.push(unknownBuildKey(entry));
    else if (isNull(entry.value)) problems.push(emptyValue(entry));
    else if (section) sections[section] = readScript(entry.value, problems);
    else boot = readBoot(entry, problems);
  }
  const { cache, advancedReporting } = values;
  return {
    sections,
    ...(boot === undefined ? {} : { boot }),
    ...(cache === undefined ? {} : { cache }),
    ...(cacheDirectories === undefined ? {} : { cacheDirectories }),
    ...(advancedReporting === undefined ? {} : { advancedReporting }),
  };
}

const HINTS: Readonly<Record<string, string>> = {
  pre_build: "what runs before `ci` on the host is called `pre_ci`",
  post_build: "what runs after `ci` is called `post_ci`",
  script: "the commands of a build stand in `ci`",
};

function unknownBuildKey(entry: MapEntry): Problem {
  const hint = Object.hasOwn(HINTS, entry.key) ? HINTS[entry.key] : undefined;
  return unknownKey(entry, "`build`; nothing in it is run", KNOWN_KEYS, hint);
}

function readBoot(entry: MapEntry, problems: Problem[]): CiBoot | undefined {
  const example = "pre_ci_boot: {image_name: acme/ci, image_tag: latest, pull: true}";
  const map = expectMap(entry.value, "`pre_ci_boot`", example, problems);
  if (!map) return undefined;
  const { values, others } = readFields(map, CI_BOOT_FIELDS, problems);
  const { image_name: imageName, image_tag: imageTag, pull, options } = values;
  const known = [...Object.keys(CI_BOOT_FIELDS), ...Object.keys(CI_BOOT_STRUCTURES)];
  let env: CiBoot["env"] = [];
  for (const other of others) {
    if (other.key === "env") env = readCiVariables(other, problems);
    else problems.push(unknownKey(other, "`pre_ci_boot`", known));
  }
  return {
    ...(imageName === undefined ? {} : { imageName }),
    ...(imageTag === undefined ? {} : { imageTag }),
    ...(pull === undefined ? {} : { pull }),
    ...(options === undefined ? {} : { options }),
    env,
  };
}
