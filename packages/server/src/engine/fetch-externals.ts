import { findExternalReferences } from "@landbridge/language";
import type { ConfigFile, ExternalText } from "@landbridge/language";
import type { GuardedFetch } from "../fetch/guarded-fetch.ts";

/** A configuration names a handful; hundreds at a time would be an attack on whoever hosts them. */
const FETCHES_AT_ONCE = 4;

/**
 * What the addresses under `externalReferences` of the files hold, for `loadWorkflow`. One that can't be fetched is
 * there with its reason, and the loader makes a problem of it.
 */
export async function fetchExternals(
  files: readonly ConfigFile[],
  fetch: GuardedFetch,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ExternalText>> {
  const found = new Map<string, ExternalText>();
  const open = [...findExternalReferences(files)];
  const fetchOn = async (): Promise<void> => {
    for (let next = open.shift(); next; next = open.shift()) {
      const answer = await fetch(next.url, signal ? { signal } : {});
      found.set(next.url, answer.ok ? { ok: true, text: answer.text } : answer);
    }
  };
  await Promise.all(Array.from({ length: FETCHES_AT_ONCE }, fetchOn));
  return found;
}
