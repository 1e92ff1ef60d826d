import type { Runtime } from "@landbridge/core";
import { foreignImageKey } from "../problems/foreign-words.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { expectMap, readFields, unknownKey } from "../fields/read-fields.ts";
import { IMAGE_FIELDS, LEGACY_RUNTIME_KEYS, RUNTIME_FIELDS } from "../fields/schema.ts";
import { describeNode, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, ScalarNode, YamlNode } from "../yaml/yaml-node.ts";

export const EMPTY_RUNTIME: Runtime = { env: {} };

/** The keys under `runtime.options`. */
export const OPTION_KEYS: readonly string[] = [...Object.keys(IMAGE_FIELDS), "env"];
const KNOWN_KEYS: readonly string[] = [...Object.keys(RUNTIME_FIELDS), ...LEGACY_RUNTIME_KEYS];

/** The `runtime` of a job or a task. */
export function readRuntime(node: YamlNode, problems: Problem[]): Runtime {
  const map = expectMap(node, "`runtime`", "runtime: {nodePool: default_pool, container: false}", problems);
  if (!map) return EMPTY_RUNTIME;
  const { values, others } = readFields(map, RUNTIME_FIELDS, problems);
  const { options: _options, ...simple } = values;
  const misplaced: MapEntry[] = [];
  for (const entry of others) {
    if (OPTION_KEYS.includes(entry.key)) {
      const message = `\`${entry.key}\` belongs under \`runtime.options\`; it is read as if it stood there.`;
      problems.push(problem("MISPLACED_KEY", entry.keySpan, message, { hint: "indent it under `options:`" }));
      misplaced.push(entry);
    } else if (LEGACY_RUNTIME_KEYS.includes(entry.key)) {
      const message = `\`${entry.key}\` has no effect; node pools decide on which machine a job runs.`;
      problems.push(
        problem("LEGACY_KEY", entry.keySpan, message, { hint: "write `nodePool`", hasNoEffect: true }),
      );
    } else problems.push(unknownKey(entry, "`runtime`", KNOWN_KEYS));
  }
  const options = map.entries.find(({ key }) => key === "options")?.value;
  const entries = options?.kind === "map" ? [...misplaced, ...options.entries] : misplaced;
  return { ...simple, ...readOptions({ ...map, entries }, problems) };
}

function readOptions(map: MapNode, problems: Problem[]): Pick<Runtime, "image" | "dockerOptions" | "env"> {
  const { values, others } = readFields(map, IMAGE_FIELDS, problems);
  let env: Record<string, string> = {};
  for (const entry of others) {
    if (entry.key === "env") env = { ...env, ...readEnv(entry, problems) };
    else problems.push(unknownKey(entry, "`runtime.options`", OPTION_KEYS, foreignImageKey(entry.key)));
  }
  const { imageName, imageTag, pull, options } = values;
  if (imageName === undefined && imageTag !== undefined) {
    const tag = map.entries.find(({ key }) => key === "imageTag")?.keySpan ?? map;
    problems.push(
      problem("MISSING_KEY", tag, "`imageTag` without `imageName` names no image; it is left out.", {
        severity: "warning",
        hint: "add `imageName`",
      }),
    );
  }
  return {
    ...(imageName === undefined
      ? {}
      : {
          image: {
            name: imageName,
            ...(imageTag === undefined ? {} : { tag: imageTag }),
            pull: pull ?? false,
          },
        }),
    ...(options === undefined ? {} : { dockerOptions: options }),
    env,
  };
}

/** `env`: a list of `K: v` maps or `K=v` texts, or one map. */
function readEnv(entry: MapEntry, problems: Problem[]): Record<string, string> {
  const env: Record<string, string> = {};
  if (isNull(entry.value)) return env;
  for (const item of entry.value.kind === "list" ? entry.value.items : [entry.value]) {
    if (item.kind === "map") for (const each of item.entries) setVariable(env, each, problems);
    else if (item.kind === "scalar" && isAssignment(item)) setAssignments(env, item, problems);
    else if (!isNull(item)) {
      problems.push(
        problem(
          "INVALID_VALUE",
          item,
          `An entry of \`env\` must be a name with a value, but is ${describeNode(item)}.`,
          {
            hint: "for example: `env: [{MODE: fast}]`",
          },
        ),
      );
    }
  }
  return env;
}

function isAssignment(item: ScalarNode): boolean {
  return typeof item.value === "string" && /^[A-Za-z_][A-Za-z0-9_]*=/.test(item.value);
}

function setAssignments(env: Record<string, string>, item: ScalarNode, problems: Problem[]): void {
  const assignment = String(item.value);
  const split = assignment.indexOf("=");
  const value = { ...item, value: assignment.slice(split + 1) };
  setVariable(env, { key: assignment.slice(0, split), keySpan: item, value }, problems);
}

function setVariable(env: Record<string, string>, entry: MapEntry, problems: Problem[]): void {
  const { key, keySpan, value } = entry;
  if (key === "secure") {
    problems.push(
      problem(
        "NOT_YET_IN_EFFECT",
        keySpan,
        "`secure` values are not decrypted in this version yet; it is left out.",
      ),
    );
    return;
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) {
    const message = `\`${key}\` can't be the name of an environment variable; it is left out.`;
    problems.push(
      problem("UNUSUAL_NAME", keySpan, message, { hint: "use letters, digits and `_`, and a letter first" }),
    );
    return;
  }
  if (value.kind !== "scalar") {
    problems.push(
      problem(
        "INVALID_VALUE",
        value,
        `The environment variable \`${key}\` must be text, but is ${describeNode(value)}.`,
        {
          hint: `for example: \`${key}: fast\``,
        },
      ),
    );
    return;
  }
  env[key] = textOfScalar(value) ?? "";
}
