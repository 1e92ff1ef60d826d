import type { QuarantineAsked } from "../../engine/quarantine.ts";
import { contextOf, getJobRecord, getResourceRecord } from "./parts.ts";
import type { Handler, HandlerParts, KnownCaller } from "./parts.ts";

type QuarantineRoutes = "quarantineVersion" | "releaseVersion" | "quarantineRun" | "releaseRun";

export function quarantineHandlers(parts: HandlerParts): {
  readonly [Name in QuarantineRoutes]: Handler<Name>;
} {
  const change = async (workspace: string, asked: Omit<QuarantineAsked, "by">, caller: KnownCaller) => {
    const { cache } = await contextOf(parts, workspace);
    if (asked.kind === "job") getJobRecord(cache, asked.name);
    else getResourceRecord(cache, asked.name);
    await parts.engine.submit({ type: "quarantine-asked", ...asked, by: caller.account.name });
    return { ok: true } as const;
  };
  return {
    quarantineVersion: ({ workspace, resource: name, number, reason }, caller) =>
      change(workspace, { kind: "resource", name, number, reason, isQuarantined: true }, caller),
    releaseVersion: ({ workspace, resource: name, number, reason }, caller) =>
      change(workspace, { kind: "resource", name, number, reason, isQuarantined: false }, caller),
    quarantineRun: ({ workspace, job: name, number, reason }, caller) =>
      change(workspace, { kind: "job", name, number, reason, isQuarantined: true }, caller),
    releaseRun: ({ workspace, job: name, number, reason }, caller) =>
      change(workspace, { kind: "job", name, number, reason, isQuarantined: false }, caller),
  };
}
