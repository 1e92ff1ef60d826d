import { decideTick } from "@landbridge/core";
import type { Tick } from "@landbridge/core";
import type { Batch } from "./batch.ts";
import { findDeclared, findNewest, makeVersion } from "./new-version.ts";
import type { VersionRecord } from "./version-record.ts";

/** An instant of a schedule has come. */
export interface ClockTicked {
  readonly resource: string;
  readonly tick: Tick;
}

/** Makes the version of a tick, unless it has one or the look at the clock was overtaken. */
export function takeTick(batch: Batch, { resource, tick }: ClockTicked): VersionRecord | undefined {
  const declared = findDeclared(batch, resource);
  // An instant whose version is in quarantine has come all the same.
  const newest = declared && findNewest(batch, declared);
  if (!newest) return undefined;
  const content = decideTick(declared.resource, newest, { tick, at: batch.at });
  return content && makeVersion(batch, { resource, content, from: "its schedule" });
}
