import type { JobDetailView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { parseCount } from "../words/references.ts";

export interface PinRequest {
  readonly job: string;
  readonly input: string;
  /** A number; of the two one is given. */
  readonly version?: string | undefined;
  readonly name?: string | undefined;
  readonly comment?: string | undefined;
}

/** `landbridge pin JOB INPUT VERSION|--name NAME [--comment TEXT]` */
export async function pin(context: Context, request: PinRequest): Promise<ExitCode> {
  const { job, input, comment } = request;
  const target = targetOf(request);
  const { client, workspace } = await connect(context);
  const view = await client.pinInput({
    workspace,
    job,
    input,
    ...target,
    ...(comment === undefined ? {} : { comment }),
  });
  const words =
    target.versionNumber === undefined
      ? `the newest ${target.versionName}`
      : `version ${target.versionNumber}`;
  return tell(context, view, `${input} of ${job} is pinned to ${words}: the next run reads it.`);
}

/** `landbridge unpin JOB INPUT` */
export async function unpin(context: Context, { job, input }: PinRequest): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const view = await client.unpinInput({ workspace, job, input });
  const left = view.inputs.find(({ from }) => from === input)?.pin;
  const so =
    left === undefined ? "it reads the newest version" : `the configuration's pin counts again: ${left}`;
  return tell(context, view, `${input} of ${job} is unpinned: ${so}.`);
}

function targetOf({ version, name }: PinRequest): { versionNumber?: number; versionName?: string } {
  if (name !== undefined && version === undefined) return { versionName: name };
  if (version === undefined || name !== undefined) {
    throw usage("A pin is a version's number, or its --name: one of the two.");
  }
  if (!/^\d+$/.test(version)) {
    throw usage(`"${version}" is no number of a version.`, `A name is given with --name ${version}.`);
  }
  return { versionNumber: parseCount(version, { flag: "The number of a version", min: 1, max: 1e9 }) };
}

function tell({ output }: Context, view: JobDetailView, sentence: string): ExitCode {
  if (output.isJson) output.json(view);
  else output.line(sentence);
  return EXIT.done;
}
