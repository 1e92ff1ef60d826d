import { isJsonObject, textOf } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import type { PlannedInput } from "./run-plan.ts";
import { variableName } from "./variable-name.ts";

/** What a finished clone tells about itself. */
export interface CloneFacts {
  readonly commit: string;
  readonly committer: string;
  readonly message: string;
}

/** The variables of a gitRepo IN (reference §2.7), as far as its version and the clone know them. */
export function gitVariables(input: PlannedInput, facts: CloneFacts | undefined): Record<string, string> {
  const prefix = variableName(input.name);
  const known = factsOf(input.values);
  const url = input.clone?.url ?? "";
  const pullRequest = known("pullRequestNumber") || "false";
  const variables: Record<string, string> = {
    BRANCH: known("baseBranch") || (input.clone?.branch ?? known("branchName") ?? ""),
    COMMIT: facts?.commit ?? input.clone?.commit ?? input.versionName ?? "",
    COMMIT_MESSAGE: facts?.message ?? known("commitMessage"),
    COMMITTER: facts?.committer ?? known("committer"),
    PULL_REQUEST: pullRequest,
    IS_PULL_REQUEST: flag(known("isPullRequest")),
    IS_PULL_REQUEST_CLOSE: flag(known("isPullRequestClose")),
    IS_GIT_TAG: flag(known("isGitTag")),
    IS_RELEASE: flag(known("isRelease")),
    [isSshUrl(url) ? "SSH_URL" : "HTTPS_URL"]: url,
  };
  const optional = { BASE_BRANCH: "baseBranch", HEAD_BRANCH: "headBranch", GIT_TAG_NAME: "gitTagName" };
  const released = { RELEASE_NAME: "releaseName", RELEASED_AT: "releasedAt" };
  for (const [name, field] of Object.entries({ ...optional, ...released })) {
    if (known(field) !== "") variables[name] = known(field);
  }
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`${prefix}_${name}`, value]));
}

/** A webhook's facts lie in `shaData`; they may also stand beside the other values. */
function factsOf(values: JsonObject): (field: string) => string {
  const data: JsonValue | undefined = values["shaData"];
  const inner = isJsonObject(data) ? data : {};
  return (field) => textOf(inner[field] ?? values[field]);
}

function flag(text: string): string {
  return text === "true" ? "true" : "false";
}

function isSshUrl(url: string): boolean {
  return url.startsWith("ssh://") || /^[^/:]+@[^/:]+:/.test(url);
}
