import type { JobDetailView } from "@landbridge/api";
import { DEFAULT_PRIORITY } from "@landbridge/core";

type Data = JobDetailView["definition"];
type Value = Data[string];

/** A definition in the words of the language, without what is so by default. What it does not know stays as it is. */
export function declaredJob(definition: Data): Data {
  const { name, type, steps, runtime, sections, options, place: _place, ...others } = definition;
  if (name === undefined || type === undefined || !Array.isArray(steps)) return definition;
  return {
    name,
    type,
    ...withoutDefaults(others, JOB_DEFAULTS),
    ...(isData(options) ? options : {}),
    ...under("runtime", declaredRuntime(runtime)),
    steps: steps.map(declaredStep),
    ...declaredSections(sections),
  };
}

const JOB_DEFAULTS: Data = {
  dependencyMode: "chrono",
  triggerMode: "serial",
  priority: DEFAULT_PRIORITY,
  allowPublicAccess: false,
};

const SECTION_KEYS: Readonly<Record<string, string>> = {
  onStart: "on_start",
  onSuccess: "on_success",
  onFailure: "on_failure",
  onCancel: "on_cancel",
  always: "always",
};

function declaredStep(step: Value): Value {
  if (!isData(step)) return step;
  const { kind, from, to, isSwitchedOn, options, pin, name, runtime, script, onFailure, ...others } = step;
  const own = { ...withoutDefaults(others, STEP_DEFAULTS), ...(isData(options) ? options : {}) };
  switch (kind) {
    case "in":
      return {
        IN: from ?? "",
        ...(isSwitchedOn === false ? { switch: "off" } : {}),
        ...declaredPin(pin),
        ...own,
      };
    case "out":
      return { OUT: to ?? "", ...(onFailure === true ? { on_failure: true } : {}), ...own };
    case "task":
      return {
        TASK: {
          ...(name === undefined ? {} : { name }),
          ...under("runtime", declaredRuntime(runtime)),
          script: script ?? [],
        },
      };
    default:
      return step;
  }
}

const STEP_DEFAULTS: Data = { overwrite: false, replicateOnPullRequest: false };

function declaredPin(pin: Value | undefined): Data {
  if (!isData(pin)) return {};
  const { versionNumber, versionName } = pin;
  return {
    ...(versionNumber === undefined ? {} : { versionNumber }),
    ...(versionName === undefined ? {} : { versionName }),
  };
}

function declaredRuntime(runtime: Value | undefined): Data {
  if (!isData(runtime)) return {};
  const { image, dockerOptions, env, ...others } = runtime;
  const { name, tag, pull } = isData(image) ? image : {};
  const options: Data = {
    ...(name === undefined ? {} : { imageName: name }),
    ...(tag === undefined ? {} : { imageTag: tag }),
    ...(pull === true ? { pull } : {}),
    ...(dockerOptions === undefined ? {} : { options: dockerOptions }),
    ...(isData(env) ? under("env", env) : {}),
  };
  return { ...others, ...under("options", options) };
}

function declaredSections(sections: Value | undefined): Data {
  if (!isData(sections)) return {};
  const declared: Record<string, Value> = {};
  for (const [key, section] of Object.entries(sections)) {
    const content = isData(section) ? withoutDefaults(section, {}) : section;
    if (!isEmpty(content)) declared[SECTION_KEYS[key] ?? key] = content;
  }
  return declared;
}

function withoutDefaults(data: Data, defaults: Data): Data {
  return Object.fromEntries(
    Object.entries(data).filter(([key, value]) => value !== defaults[key] && !isEmpty(value)),
  );
}

function under(key: string, data: Data): Data {
  return isEmpty(data) ? {} : { [key]: data };
}

function isEmpty(value: Value): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isData(value) && Object.keys(value).length === 0;
}

function isData(value: Value | undefined): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
