import { STATE_LIMIT_BYTES, storableText, textOf } from "@landbridge/core";
import type { FileRef, PlannedInput, PlannedOutput, Posting, RunPlan, StateSnapshot } from "@landbridge/core";
import { existsSync, readFileSync } from "node:fs";
import { readFileSet } from "../file-set.ts";
import type { FileSet } from "../file-set.ts";
import { isEmptyPosting, readEditedVersion, readEnvFile, readPosted } from "../outbox.ts";
import type { RunContext } from "../run-context.ts";
import type { RunFault } from "../run-outcome.ts";
import { storablePosting } from "../storable-posting.ts";
import { versionJson } from "../workspace.ts";

/** What a run leaves behind. */
export interface Collected {
  readonly state: StateSnapshot;
  readonly postings: readonly Posting[];
  /** Content of JOB_MESSAGE. */
  readonly message?: string;
  /** Base64, by digest. */
  readonly contents: Readonly<Record<string, string>>;
  readonly fault?: RunFault;
  /** Sentences for the log. */
  readonly notices: readonly string[];
}

/** What there is when the run never got as far as its scripts. */
export const NOTHING_COLLECTED: Collected = {
  state: { values: {}, files: [] },
  postings: [],
  contents: {},
  notices: [],
};

/** Reads the state, the postings and the message of a run: the step `finish`. */
export function collectResult(context: RunContext, inputs: readonly PlannedInput[]): Collected {
  const { plan, paths } = context;
  const posted = existsSync(paths.outbox) ? readPosted : () => undefined;
  const notices: string[] = [];
  const contents: Record<string, string> = {};
  const postings: Posting[] = [];
  let fault: Collected["fault"];

  function take(owner: string, directory: string, values: Readonly<Record<string, string>>): FileSet {
    const found = readFileSet(directory, STATE_LIMIT_BYTES);
    const bytes = found.bytes + sizeOf(values);
    if (!found.ok || bytes > STATE_LIMIT_BYTES) {
      fault ??= tooLarge(owner, bytes);
      return { files: [], contents: {} };
    }
    for (const path of found.skipped) notices.push(`${owner}: ${path} is no ordinary file and is not kept.`);
    Object.assign(contents, found.set.contents);
    return found.set;
  }
  function storable(posting: Posting): Posting {
    const kept = storablePosting(posting);
    if (kept !== posting) notices.push(`The values of ${posting.name}: ${LEFT_OUT}`);
    return kept;
  }
  const own = storable(
    withValuesBefore(plan, postingOfJob(plan.job, posted(paths.outbox, plan.job), inputs)),
  );
  if (!isEmptyPosting(own)) postings.push(own);
  const { files } = take("The state of the job", paths.state, own.values);
  const envFiles = new Map(plan.outputs.map(({ name }) => [name, readEnvFileOf(context, name, files)]));
  for (const output of plan.outputs) {
    const env = envFiles.get(output.name);
    const posting = storable(postingOf(output, context, { ...posted(paths.outbox, output.name), env }));
    const complete = output.type === "state" ? withFiles(posting, output, context, take) : posting;
    if (!isEmptyPosting(complete)) postings.push(complete);
  }
  const written = existsSync(paths.message) ? readFileSync(paths.message, "utf8") : "";
  const message = firstWords(storableText(written));
  if (storableText(written) !== written) notices.push(`The message: ${LEFT_OUT}`);
  return {
    state: fault === undefined ? { values: own.values, files } : { values: {}, files: [] },
    postings: fault === undefined ? postings : [],
    contents: fault === undefined ? contents : {},
    notices,
    ...(message === "" ? {} : { message }),
    ...(fault === undefined ? {} : { fault }),
  };
}

type Posted = Partial<Omit<Posting, "name" | "files">>;

function postingOfJob(name: string, posted: Posted | undefined, inputs: readonly PlannedInput[]): Posting {
  const { isCleared = false, values = {}, replicateOf } = posted ?? {};
  if (replicateOf === undefined) return { name, isCleared, values };
  // A job has no template to copy into: its version takes the values themselves.
  const source = inputs.find((input) => input.name === replicateOf)?.values ?? {};
  const copied = Object.fromEntries(Object.entries(source).map(([key, value]) => [key, textOf(value)]));
  return { name, isCleared: true, values: { ...copied, ...values }, replicateOf };
}

/** In a run that begins further on, what the steps before posted to the job stays. */
function withValuesBefore({ fromStep, previousState }: RunPlan, own: Posting): Posting {
  if (fromStep === undefined || own.isCleared) return own;
  return { ...own, values: { ...previousState.values, ...own.values } };
}

function postingOf(
  output: PlannedOutput,
  context: RunContext,
  posted: Posted & { readonly env: Readonly<Record<string, string>> | undefined },
): Posting {
  const { isCleared = false, values = {}, replicateOf, env = {} } = posted;
  const path = `${context.paths.build}/OUT/${output.name}/version.json`;
  const edited = readEditedVersion(path, versionJson(output, "OUT"));
  const all = { ...edited, ...env, ...values };
  return { name: output.name, isCleared, values: all, ...(replicateOf === undefined ? {} : { replicateOf }) };
}

/** The whole set of files of the new version, when it is another than before. */
function withFiles(
  posting: Posting,
  output: PlannedOutput,
  { paths }: RunContext,
  take: (owner: string, directory: string, values: Readonly<Record<string, string>>) => FileSet,
): Posting {
  const { files } = take(output.name, `${paths.build}/OUT/${output.name}/${output.type}`, posting.values);
  const isChanged = output.overwrite
    ? files.length > 0 || !isEmptyPosting(posting)
    : !isSameSet(files, output.files);
  return isChanged ? { ...posting, files } : posting;
}

function isSameSet(one: readonly FileRef[], other: readonly FileRef[]): boolean {
  return fingerprint(one) === fingerprint(other);
}

function fingerprint(files: readonly FileRef[]): string {
  return files
    .map((file) => `${file.path}\0${file.digest}\0${file.isExecutable}`)
    .sort()
    .join("\n");
}

function readEnvFileOf({ paths }: RunContext, name: string, files: readonly FileRef[]) {
  return files.some((file) => file.path === `${name}.env`)
    ? readEnvFile(`${paths.state}/${name}.env`)
    : undefined;
}

function sizeOf(values: Readonly<Record<string, string>>): number {
  return Object.entries(values).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}

function tooLarge(owner: string, bytes: number): RunFault {
  const size = bytes >= 10_000_000 ? `${Math.round(bytes / 1_048_576)} MB` : `${bytes} bytes`;
  return {
    status: "failure",
    code: "state-too-large",
    message: `${owner} holds ${size}; the limit is 1 MB.`,
  };
}

const LEFT_OUT = "NUL characters and broken characters can't be stored and are not kept.";
const LONGEST_MESSAGE = 1_000;

function firstWords(text: string): string {
  // The cut may go through a pair.
  return storableText(text.trim().slice(0, LONGEST_MESSAGE));
}
