import { ApiError } from "@landbridge/api";
import type { VersionWhyView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Connection } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { parseCount, parseVersionReference } from "../words/references.ts";
import { decisionsLines, fateLines, jobWhyLines, runWhyLines, versionWhyLines } from "../words/why-text.ts";

export interface WhyRequest {
  readonly job?: string | undefined;
  readonly run?: string | undefined;
  readonly version?: string | undefined;
}

interface Answer {
  /** What `--json` prints. */
  readonly view: object;
  readonly lines: readonly string[];
}

/** `landbridge why [JOB] [--run N] [--version NAME@N]`: of a job, a run, or a version at one job or all. */
export async function why(context: Context, request: WhyRequest): Promise<ExitCode> {
  const { job, run, version } = request;
  if (job === undefined && version === undefined)
    throw usage("Why what?", "Name a job, or a version with --version NAME@NUMBER.");
  if (job === undefined && run !== undefined)
    throw usage("--run needs the job.", "landbridge why JOB --run NUMBER");
  if (run !== undefined && version !== undefined)
    throw usage("--run and --version are two questions.", "Ask one after the other.");
  const number = run === undefined ? undefined : parseCount(run, { flag: "--run", min: 1, max: 1e9 });
  const reference = version === undefined ? undefined : parseVersionReference(version);
  const answer = await answerOf(context, await connect(context), { job, number, reference });
  const { output } = context;
  if (output.isJson) output.json(answer.view);
  else for (const line of answer.lines) output.line(line);
  return EXIT.done;
}

async function answerOf(
  { output }: Context,
  connection: Connection,
  asked: {
    readonly job: string | undefined;
    readonly number: number | undefined;
    readonly reference: string | undefined;
  },
): Promise<Answer> {
  const { client, workspace } = connection;
  const { job, number, reference } = asked;
  const telling = { style: output.style, now: Date.now() };
  if (job === undefined) {
    const view = await explainVersion(connection, reference ?? "");
    return { view, lines: versionWhyLines(view, telling) };
  }
  if (number !== undefined) {
    const view = await client.explainRun({ workspace, job, number });
    return { view, lines: runWhyLines(view, telling) };
  }
  if (reference === undefined) {
    const view = await client.explainJob({ workspace, job });
    return { view, lines: jobWhyLines(view, telling) };
  }
  const about = await client.explainJob({ workspace, job, version: reference });
  const { consumers } = await explainVersion(connection, reference);
  const fate = consumers.find((consumer) => consumer.job === job);
  const own = fate ? fateLines(fate, output.style) : [`${job} does not have it as IN.`];
  return {
    view: fate ? { ...about, fate } : about,
    lines: [output.style("bold", reference), ...own, ...decisionsLines(about.decisions, telling)],
  };
}

/** A version of a resource, or else of a job: names are unique across both. */
async function explainVersion({ client, workspace }: Connection, reference: string): Promise<VersionWhyView> {
  const at = reference.lastIndexOf("@");
  const name = reference.slice(0, at);
  const number = Number(reference.slice(at + 1));
  try {
    return await client.explainVersion({ workspace, resource: name, number });
  } catch (error) {
    if (!(error instanceof ApiError) || error.view.code !== "RESOURCE_NOT_FOUND") throw error;
    const jobs = await client.listJobs({ workspace });
    if (!jobs.some((job) => job.name === name)) throw error;
    return client.explainJobVersion({ workspace, job: name, number });
  }
}
