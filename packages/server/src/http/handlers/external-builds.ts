import { AppError, BUILD_CODES, STATE_LIMIT_BYTES, faultOfJson, isBuildCode } from "@landbridge/core";
import { presentRunSummary } from "../present/run.ts";
import { getJobRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";
import { getRunRecord } from "./runs.ts";

/** Builds of other servers, told by their own. */
export function externalBuildHandlers(parts: HandlerParts): { readonly tellBuild: Handler<"tellBuild"> } {
  return {
    async tellBuild(told) {
      const { jobName: job, statusCode, versionData: data } = told;
      if (!isBuildCode(statusCode)) {
        const codes = Object.entries(BUILD_CODES).map(([code, status]) => `${code} ${status}`);
        throw new AppError("BAD_REQUEST", `statusCode is ${String(statusCode)}: one of ${codes.join(", ")}.`);
      }
      const fault = faultOfJson(told);
      if (fault !== undefined) throw new AppError("BAD_REQUEST", `The body ${fault}.`);
      if (Buffer.byteLength(JSON.stringify(data)) > STATE_LIMIT_BYTES)
        throw new AppError("REQUEST_TOO_LARGE", `versionData may have ${String(STATE_LIMIT_BYTES)} bytes.`);
      const outcome = await parts.engine.submit({
        type: "build-told",
        job,
        status: BUILD_CODES[statusCode],
        server: told.externalCIServerId,
        buildId: told.externalBuildId,
        buildUrl: told.externalBuildUrl,
        data,
      });
      if (outcome.type !== "number") throw new Error("the engine answered something else than a number");
      const cache = await parts.engine.current();
      const { id } = getJobRecord(cache, job);
      return presentRunSummary(await getRunRecord(parts, id, { job, number: outcome.number }), cache);
    },
  };
}
