import type { ReplayView } from "@landbridge/api";
import type { ReplayAsked } from "../../engine/ask-run.ts";
import { presentJob } from "../present/job.ts";
import { presentRunSummary } from "../present/run.ts";
import { contextOf, getJobRecord, getResourceRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";
import { submitRun } from "./runs.ts";

type RerunRoutes = "rerun" | "replayRun" | "replayVersion" | "dropWaiting";

export function rerunHandlers(parts: HandlerParts): { readonly [Name in RerunRoutes]: Handler<Name> } {
  return {
    async rerun({ workspace, job, number, how }, caller) {
      const { cache } = await contextOf(parts, workspace);
      getJobRecord(cache, job);
      const by = caller.account.name;
      return presentRunSummary(await submitRun(parts, { type: "rerun-asked", job, number, how, by }), cache);
    },
    async replayRun({ workspace, job: name, number }, caller) {
      getJobRecord((await contextOf(parts, workspace)).cache, name);
      return replay(parts, { kind: "job", name, number, by: caller.account.name });
    },
    async replayVersion({ workspace, resource: name, number }, caller) {
      getResourceRecord((await contextOf(parts, workspace)).cache, name);
      return replay(parts, { kind: "resource", name, number, by: caller.account.name });
    },
    async dropWaiting({ workspace, job }, caller) {
      getJobRecord((await contextOf(parts, workspace)).cache, job);
      await parts.engine.submit({ type: "waiting-drop-asked", job, by: caller.account.name });
      const context = await contextOf(parts, workspace);
      return presentJob(getJobRecord(context.cache, job), context);
    },
  };
}

async function replay({ engine }: HandlerParts, asked: ReplayAsked): Promise<ReplayView> {
  const outcome = await engine.submit({ type: "replay-asked", ...asked });
  if (outcome.type !== "replayed") throw new Error("the engine answered something else than a replay");
  const decisions = outcome.decisions.map(({ job, verdict, reason, text, runNumber }) => ({
    job,
    verdict,
    reason,
    text,
    ...(runNumber === undefined ? {} : { runNumber }),
  }));
  return { decisions };
}
