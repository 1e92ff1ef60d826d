import { encodeLogChunk } from "@landbridge/api";
import type { AgentMessage } from "@landbridge/api";
import { randomUUID } from "node:crypto";
import { connectFakeAgent } from "./fake-agent.ts";
import type { AgentRun, Ending, FakeAgent } from "./fake-agent.ts";
import { resultOf } from "./fake-agent.ts";
import { until } from "./until.ts";

/** What it says of a run that has ended, until the server has heard it. */
interface Report {
  readonly run: AgentRun;
  readonly ending: Ending & { readonly log?: string };
}

/** An agent as the real one is: it outlives servers, and says again what none of them has acknowledged. */
export interface ResendingAgent {
  /** Runs that it was given and has not reported, by identifier. */
  readonly runs: ReadonlyMap<string, AgentRun>;
  /** Runs whose end a server has acknowledged, with what was reported. */
  readonly acknowledged: ReadonlyMap<string, Ending["status"]>;
  /** Dials, also after it was cut off; tells the server everything that no server has acknowledged. */
  connect(url: string, token: string): Promise<void>;
  /** Ends its process: the next one knows nothing of its runs. */
  restart(): Promise<void>;
  disconnect(): Promise<void>;
  report(run: AgentRun, ending?: Report["ending"]): void;
  /** Says the end of a run once more that was acknowledged. */
  repeat(runId: string): Promise<void>;
}

export function createResendingAgent(options: {
  readonly name: string;
  readonly pool?: string;
  readonly slots?: number;
  readonly onAssign?: (run: AgentRun) => void;
}): ResendingAgent {
  const runs = new Map<string, AgentRun>();
  const reports = new Map<string, Report>();
  const acknowledged = new Map<string, Ending["status"]>();
  let instance = randomUUID();
  let key: string | undefined;
  let agent: FakeAgent | undefined;
  const send = ({ run, ending: { log, ...ending } }: Report): void => {
    const { runId, leaseToken, plan } = run;
    if (!agent || agent.isClosed()) return;
    if (log !== undefined) {
      const bytes = Buffer.from(log);
      agent.sayRaw(encodeLogChunk({ runId, leaseToken, index: 1, sequence: 0, offset: 0, bytes }));
    }
    const result = resultOf(plan, ending);
    const steps = result.steps.map((step) =>
      step.index === 1 ? { ...step, logBytes: Buffer.byteLength(log ?? "") } : step,
    );
    // As JSON: a result's lists are read-only, and the message's type speaks of what was parsed.
    const message = {
      type: "run-finished",
      runId,
      leaseToken,
      result: { ...result, steps },
      files: { ...ending.files },
    };
    agent.say(message as unknown as AgentMessage);
  };
  const take = (run: AgentRun): void => {
    const known = runs.get(run.runId);
    if (known && known.leaseToken !== run.leaseToken) throw new Error(`${run.job} was given twice`);
    if (acknowledged.has(run.runId))
      throw new Error(`${run.job} #${String(run.number)} was given after its end`);
    runs.set(run.runId, run);
    options.onAssign?.(run);
  };
  const report: ResendingAgent["report"] = (run, ending = {}) => {
    runs.delete(run.runId);
    reports.set(run.runId, { run, ending });
    send({ run, ending });
  };
  const sent = new Map<string, Report>();
  return {
    runs,
    acknowledged,
    async connect(url, token) {
      const carried = [...runs.values(), ...[...reports.values()].map(({ run }) => run)];
      agent = await connectFakeAgent(url, {
        token: key ?? token,
        instance,
        name: options.name,
        pool: options.pool ?? "default",
        slots: options.slots ?? 8,
        runs: carried.map(({ runId, leaseToken }) => ({ runId, leaseToken })),
        onAssign: take,
        onAck: (runId) => {
          const told = reports.get(runId);
          if (!told) return;
          reports.delete(runId);
          sent.set(runId, told);
          acknowledged.set(runId, told.ending.status ?? "success");
        },
      });
      ({ key } = agent);
      for (const told of reports.values()) send(told);
    },
    async restart() {
      await agent?.vanish();
      runs.clear();
      reports.clear();
      instance = randomUUID();
    },
    disconnect: async () => agent?.vanish(),
    report,
    async repeat(runId) {
      const told = sent.get(runId);
      if (!told) throw new Error("nothing was acknowledged about this run");
      const { heard = [] } = agent ?? {};
      const count = (): number =>
        heard.filter((message) => message.type === "run-finished-ack" && message.runId === runId).length;
      const before = count();
      send({ ...told, ending: { ...told.ending } });
      await until(() => count() > before, { what: "a report that comes again is acknowledged again" });
    },
  };
}
