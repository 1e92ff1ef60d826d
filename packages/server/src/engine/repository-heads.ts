import { cloneOf, isJsonObject, isWatchable, parseGitAddress, textOf } from "@landbridge/core";
import type { JsonObject, Resource } from "@landbridge/core";
import { findHead } from "./git.ts";
import type { GitAnswer } from "./git.ts";

/** Looks at once; a repository host that is asked for hundreds at a time says no. */
const LOOKS_AT_ONCE = 4;

/** The head commit of a gitRepo resource as the values of its next version; absent for one that is not polled. */
export async function findRepositoryHead(
  resource: Resource,
  signal?: AbortSignal,
): Promise<GitAnswer<JsonObject> | undefined> {
  const { values } = resource;
  const clone = cloneOf(values);
  if (!clone || !isWatchable(values) || !isPolled(values)) return undefined;
  const { credentials } = parseGitAddress(textOf(values["sourceName"]));
  const branch = textOf(values["branch"]);
  const head = await findHead(clone.url, {
    ...(branch === "" ? {} : { branch }),
    ...(credentials ? { credentials } : {}),
    ...(signal ? { signal } : {}),
  });
  if (!head.ok) return head;
  const { commit, branch: branchName } = head.found;
  return { ok: true, found: { shaData: { commitSha: commit, branchName, isPullRequest: false } } };
}

export interface RepositoryHeads {
  readonly heads: ReadonlyMap<string, JsonObject>;
  readonly failures: readonly { readonly resource: Resource; readonly text: string }[];
}

/** The heads of all gitRepo resources among `resources`; a failure of one is told and stops no other. */
export async function findRepositoryHeads(
  resources: readonly Resource[],
  signal?: AbortSignal,
): Promise<RepositoryHeads> {
  const heads = new Map<string, JsonObject>();
  const failures: { resource: Resource; text: string }[] = [];
  const open = resources.filter((resource) => resource.type === "gitRepo");
  const next = (): Resource | undefined => (signal?.aborted === true ? undefined : open.shift());
  const lookOn = async (): Promise<void> => {
    for (let resource = next(); resource; resource = next()) {
      const head = await findRepositoryHead(resource, signal);
      if (head?.ok) heads.set(resource.name, head.found);
      else if (head) failures.push({ resource, text: head.text });
    }
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookOn));
  return { heads, failures };
}

/**
 * Commits make versions unless `buildOnCommit` is false. Where several branches are asked for, and no single
 * one, only webhooks could tell them apart.
 */
function isPolled(values: JsonObject): boolean {
  const isOfOneBranch = textOf(values["branch"]) !== "" || !isJsonObject(values["branches"]);
  return values["buildOnCommit"] !== false && isOfOneBranch;
}
