import type { RunSecrets } from "@landbridge/api";
import {
  cloneOf,
  cloneOptionsOf,
  parseGitAddress,
  placeholdersOf,
  substitute,
  templateVersion,
  textOf,
  withoutCredentials,
} from "@landbridge/core";
import type { JsonObject, PlannedClone, PlannedInput, VariableLookup } from "@landbridge/core";

type Credentials = RunSecrets["clones"][string];

/** An IN as the run sees it: `${NAME}` filled in its values, and in what is cloned for it. */
export interface FilledInput {
  readonly input: PlannedInput;
  /** How to sign in where it is cloned from. */
  readonly credentials: Credentials | undefined;
  /** Why it can't be fetched, where what was filled in gave no address. */
  readonly fault?: string;
}

/**
 * Fills the templates of one IN. An address may gain a user name and password that way, which then go to git alone
 * like those that were written there; `given` are the latter, which came beside the plan.
 */
export function fillInput(
  planned: PlannedInput,
  given: Credentials | undefined,
  lookup: VariableLookup,
): FilledInput {
  if (planned.kind === "job") return { input: planned, credentials: given };
  const written = given && {
    username: substitute(given.username, lookup),
    password: substitute(given.password, lookup),
  };
  const values = templateVersion(planned.type, planned.values, lookup);
  if (values === planned.values) return { input: planned, credentials: written };
  const clone = cloneOfFilled(planned, values, lookup);
  const fault = clone === undefined ? faultOf(planned, values) : undefined;
  const { clone: _, ...rest } = planned;
  return {
    input: { ...rest, values: withoutCredentials(values), ...(clone === undefined ? {} : { clone }) },
    credentials: parseGitAddress(textOf(values["sourceName"])).credentials ?? written,
    ...(fault === undefined ? {} : { fault }),
  };
}

function cloneOfFilled(
  { type, clone }: PlannedInput,
  values: JsonObject,
  lookup: VariableLookup,
): PlannedClone | undefined {
  if (type !== "gitRepo") return clone;
  const filled = cloneOf(values);
  if (filled !== undefined || clone === undefined) return filled;
  // `org/repo`: the server knew the host.
  return { url: substitute(clone.url, lookup), ...cloneOptionsOf(values) };
}

/** `org/repo` is what a configuration may say as well; nothing at all is not. */
function faultOf({ type, values: before }: PlannedInput, values: JsonObject): string | undefined {
  const names = placeholdersOf(before["sourceName"] ?? null);
  const source = textOf(values["sourceName"]);
  if (type !== "gitRepo" || names.length === 0 || /^[\w.-]+\/[\w.-]/.test(source)) return undefined;
  const variables = names.map((name) => `\${${name}}`).join(", ");
  return `with ${variables} filled in, sourceName is "${source}", which is no address of a repository`;
}
