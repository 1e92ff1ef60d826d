import type { ContentLookup } from "@landbridge/core";
import { jobOf, resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";

/** What the versions hold that are at hand: the newest ones, and those that were read for other reasons. */
export function contentsOf(batch: Batch): ContentLookup {
  return (name, number) => {
    const resource = resourceOf(batch, name)?.latest;
    if (resource?.number === number) return resource;
    const job = jobOf(batch, name)?.version;
    const version = job?.number === number ? job : batch.memory.jobVersion(name, number);
    if (!version) return batch.memory.resourceVersion(name, number);
    const named = version.name === undefined ? {} : { name: version.name };
    return { ...named, values: version.content ?? version.state.values };
  };
}
