import type { Assignment } from "@landbridge/api";
import { isJsonObject, parseGitAddress, textOf } from "@landbridge/core";
import type { FileRef, RunPlan } from "@landbridge/core";
import type { StateFiles } from "../store/state-files.ts";
import type { RunRecord } from "./run-record.ts";
import { keyOf } from "./webhook.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

/** A started run as its agent gets it: the plan, the files that it names, and the secrets beside it. */
export async function assignmentFor(
  record: RunRecord,
  { files, cache }: { readonly files: StateFiles; readonly cache: WorkspaceCache },
): Promise<Assignment | undefined> {
  const { plan, leaseToken } = record;
  if (!plan || leaseToken === undefined) return undefined;
  const contents: Record<string, string> = {};
  for (const { digest } of filesOf(plan)) {
    contents[digest] ??= Buffer.from(await files.get(digest)).toString("base64");
  }
  return { runId: record.live.id, leaseToken, plan, files: contents, secrets: secretsFor(plan, cache) };
}

function filesOf(plan: RunPlan): readonly FileRef[] {
  return [
    ...plan.previousState.files,
    ...plan.inputs.flatMap((input) => input.files),
    ...plan.outputs.flatMap((output) => output.files),
  ];
}

/** Credentials that were written into a gitRepo's address, which the plan has without them, and keys of webhooks. */
function secretsFor(plan: RunPlan, cache: WorkspaceCache): Assignment["secrets"] {
  const clones: Assignment["secrets"]["clones"] = {};
  const masks: string[] = [];
  for (const input of plan.inputs) {
    const key = input.type === "webhook" ? keyOf(input.values) : undefined;
    if (key !== undefined) masks.push(key);
    if (!input.clone) continue;
    const values = cache.resources.get(input.name)?.resource.values;
    const source = isJsonObject(values) ? textOf(values["sourceName"]) : "";
    const { url, credentials } = parseGitAddress(source);
    // A pinned or replicated version may be of another host: the password is not for that one.
    if (!credentials || originOf(url) !== originOf(input.clone.url)) continue;
    clones[input.name] = credentials;
    if (credentials.password !== "") masks.push(credentials.password);
  }
  return { clones, masks };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
