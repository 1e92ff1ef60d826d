import { findExternalReferences } from "@landbridge/language";
import type { ConfigFile, ExternalText } from "@landbridge/language";
import type { CliConfig } from "../config.ts";

export interface ExternalAccess {
  readonly config: Pick<CliConfig, "environment">;
  /** `--offline`: addresses are left alone. */
  readonly isOffline?: boolean;
}

/**
 * What the addresses in a configuration hold, fetched with the same guard as on a server: who looks at a stranger's
 * files does not want them to look round in the own network.
 */
export async function externalTexts(
  files: readonly ConfigFile[],
  { config, isOffline = false }: ExternalAccess,
): Promise<ReadonlyMap<string, ExternalText>> {
  if (isOffline || findExternalReferences(files).length === 0) return new Map();
  // The server's code takes a while to load, and nearly no configuration names an address.
  const { createGuardedFetch, fetchExternals, loadFetchAllow } = await import("@landbridge/server");
  return fetchExternals(files, createGuardedFetch({ allow: loadFetchAllow(config.environment) }));
}
