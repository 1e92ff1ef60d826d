import type { ResourceVersion } from "@landbridge/core";

/** A version of a resource with where it came from. */
export interface VersionRecord extends ResourceVersion {
  readonly createdAt: Date;
  readonly producedBy?: { readonly job: string; readonly number: number };
}
