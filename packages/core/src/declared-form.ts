import type { Job, Runtime, Section, SectionName, Step } from "./job.ts";
import { DEFAULT_PRIORITY, SECTION_NAMES } from "./job.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import type { Resource } from "./resource.ts";

/**
 * A resource or job in the words of its YAML, without its name and without what is so by default: what people
 * compare when a declaration changes.
 */
export function declaredForm(thing: Resource | Job): JsonObject {
  return "steps" in thing ? formOfJob(thing) : formOfResource(thing);
}

function formOfResource({ type, integration, flags, values }: Resource): JsonObject {
  return given({ type, integration, flags, versionTemplate: values });
}

function formOfJob(job: Job): JsonObject {
  return given({
    type: job.type,
    ...job.options,
    dependencyMode: unless(job.dependencyMode, "chrono"),
    triggerMode: unless(job.triggerMode, "serial"),
    priority: unless(job.priority, DEFAULT_PRIORITY),
    when: job.when,
    inputs: plain(job.inputs),
    approval: plain(job.approval),
    retry: plain(job.retry),
    locks: plain(job.locks),
    supersede: job.supersede,
    matrix:
      job.matrix &&
      given({ ...job.matrix.axes, exclude: plain(job.matrix.exclude), include: plain(job.matrix.include) }),
    cache: plain(job.cache),
    artifacts: plain(job.artifacts),
    reports: plain(job.reports),
    runtime: formOfRuntime(job.runtime),
    integrations: job.integrations,
    flags: job.flags,
    allowPublicAccess: unless(job.allowPublicAccess, false),
    steps: job.steps.map(formOfStep),
    ...formOfSections(job.sections),
    ci: plain(job.ci),
  });
}

function formOfStep(step: Step): JsonObject {
  if (step.kind === "task") {
    const { name, runtime, script } = step;
    return { TASK: given({ name, runtime: formOfRuntime(runtime), script }) };
  }
  if (step.kind === "out") {
    return given({
      OUT: step.to,
      replicate: step.replicate,
      replicateOnPullRequest: unless(step.replicateOnPullRequest, false),
      overwrite: unless(step.overwrite, false),
      on_failure: unless(step.onFailure, false),
    });
  }
  const { pin } = step;
  return given({
    IN: step.from,
    switch: step.isSwitchedOn ? undefined : "off",
    dependencyMode: step.dependencyMode,
    versionNumber: pin?.kind === "number" ? pin.versionNumber : undefined,
    versionName: pin?.kind === "name" ? pin.versionName : undefined,
    passed: step.passed,
    flow: unless(step.flow, "latest"),
    ...step.options,
  });
}

function formOfRuntime({
  nodePool,
  container,
  timeoutMinutes,
  image,
  dockerOptions,
  env,
}: Runtime): JsonObject {
  const options = given({
    imageName: image?.name,
    imageTag: image?.tag,
    pull: unless(image?.pull, false),
    options: dockerOptions,
    env,
  });
  return given({ nodePool, container, timeoutMinutes, options });
}

const SECTION_KEYS: Readonly<Record<SectionName, string>> = {
  onStart: "on_start",
  onSuccess: "on_success",
  onFailure: "on_failure",
  onCancel: "on_cancel",
  always: "always",
};

function formOfSections(sections: Job["sections"]): JsonObject {
  const form = ({ script, notify }: Section): JsonObject =>
    given({ script, NOTIFY: notify.map(({ name, options }) => ({ name, ...options })) });
  return Object.fromEntries(SECTION_NAMES.map((name) => [SECTION_KEYS[name], form(sections[name])]));
}

function unless<Value extends JsonValue>(value: Value | undefined, usual: Value): Value | undefined {
  return value === usual ? undefined : value;
}

/** Without what is absent or empty. */
function given(entries: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined || isEmpty(value)) continue;
    kept[key] = value;
  }
  return kept;
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** Declarations are plain data; their types only don't say so. */
function plain(value: object | undefined): JsonValue | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as JsonValue);
}
