import type { PoolView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { parseCount } from "../words/references.ts";
import { printList } from "./lists.ts";

/** `landbridge pools` */
export async function listPools(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const settings = await client.getSettings({ workspace });
  const fallback = settings.timeoutMinutes ?? settings.defaultTimeoutMinutes;
  return printList(context.output, await client.listPools({ workspace }), {
    heads: ["pool", "agents", "slots", "jobs", "time limit"],
    row: (pool) => poolRow(pool, fallback),
    empty: "There are no pools.",
  });
}

function poolRow(
  { name, agents, slots, jobs, timeoutMinutes }: PoolView,
  fallback: number,
): readonly string[] {
  const limit = timeoutMinutes === undefined ? `${fallback} min, the workspace's` : `${timeoutMinutes} min`;
  return [name, String(agents), String(slots), String(jobs), limit];
}

export interface LimitRequest {
  /** Absent: of the whole workspace. */
  readonly pool?: string | undefined;
  readonly timeoutMinutes?: string | undefined;
  readonly isNone: boolean;
}

/** `landbridge pools set NAME --timeout-minutes N|--no-limit`, and `landbridge pools default …` for the workspace */
export async function setLimit(context: Context, request: LimitRequest): Promise<ExitCode> {
  const limit = limitOf(request);
  const { client, workspace } = await connect(context);
  const { pool } = request;
  const view =
    pool === undefined
      ? await client.putSettings({ workspace, ...limit })
      : await client.putPool({ workspace, pool, ...limit });
  const { output } = context;
  const whose = pool === undefined ? `The workspace ${workspace}` : `The pool ${pool}`;
  const { timeoutMinutes: minutes } = view;
  if (output.isJson) output.json(view);
  else
    output.line(
      minutes === undefined ? `${whose} has no limit of its own.` : `${whose}: ${minutes} minutes.`,
    );
  return EXIT.done;
}

function limitOf({ timeoutMinutes, isNone }: LimitRequest): { timeoutMinutes?: number } {
  if (isNone && timeoutMinutes === undefined) return {};
  if (isNone || timeoutMinutes === undefined)
    throw usage("A limit is --timeout-minutes N, or --no-limit: one of the two.");
  return { timeoutMinutes: parseCount(timeoutMinutes, { flag: "--timeout-minutes", min: 1, max: 525_600 }) };
}
