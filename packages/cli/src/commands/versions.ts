import type { ReplayView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Connection } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { splitVersionReference } from "../words/references.ts";

/** `landbridge quarantine NAME@N --reason TEXT` and `landbridge release NAME@N [--reason TEXT]` */
export async function setQuarantine(
  context: Context,
  request: {
    readonly reference: string;
    readonly reason?: string | undefined;
    readonly isQuarantined: boolean;
  },
): Promise<ExitCode> {
  const { name, number } = splitVersionReference(request.reference);
  const connection = await connect(context);
  const { client, workspace } = connection;
  const kind = await kindOf(connection, name);
  const { isQuarantined, reason = "" } = request;
  if (kind === "job") {
    const run = { workspace, job: name, number, reason };
    await (isQuarantined ? client.quarantineRun(run) : client.releaseRun(run));
  } else {
    const version = { workspace, resource: name, number, reason };
    await (isQuarantined ? client.quarantineVersion(version) : client.releaseVersion(version));
  }
  const { output } = context;
  if (output.isJson) output.json({ kind, name, number, isQuarantined });
  else
    output.line(
      `${name}@${number} ${isQuarantined ? "is in quarantine: nobody chooses it" : "is released"}.`,
    );
  return EXIT.done;
}

/** `landbridge replay NAME@N` */
export async function replay(context: Context, reference: string): Promise<ExitCode> {
  const { name, number } = splitVersionReference(reference);
  const connection = await connect(context);
  const { client, workspace } = connection;
  const view = await ((await kindOf(connection, name)) === "job"
    ? client.replayRun({ workspace, job: name, number })
    : client.replayVersion({ workspace, resource: name, number }));
  if (context.output.isJson) context.output.json(view);
  else tellReplay(context.output, reference, view);
  return EXIT.done;
}

function tellReplay(output: Output, reference: string, { decisions }: ReplayView): void {
  output.line(
    decisions.length === 0 ? `Nothing reads ${reference}.` : `${reference} went down the graph again:`,
  );
  for (const { job, text } of decisions) output.line(`  ${output.style("bold", job)}: ${text}`);
}

/** A version belongs to a resource, or to a job: then it is what the run with the number left. */
async function kindOf({ client, workspace }: Connection, name: string): Promise<"resource" | "job"> {
  const [resources, jobs] = await Promise.all([
    client.listResources({ workspace }),
    client.listJobs({ workspace }),
  ]);
  if (resources.some((resource) => resource.name === name)) return "resource";
  if (jobs.some((job) => job.name === name)) return "job";
  throw usage(
    `There is no resource or job named ${name}.`,
    "`landbridge resources` and `landbridge jobs` list them.",
  );
}
