import type { JobType } from "@landbridge/core";
import { z } from "zod";
import { mapSchema, someOf } from "./addition-schema.ts";
import { flag, text, wholeNumber } from "../fields/field.ts";
import type { Field } from "../fields/field.ts";

/** Tools that a cliConfig sets up only where an IN asks for them. */
const SCOPES = ["ecr", "gke", "gcr", "aks"] as const;

/** Keys of a cliConfig without which a scope can't be set up (reference §2.2). */
export const SCOPE_NEEDS: Readonly<Partial<Record<string, readonly string[]>>> = {
  gke: ["region", "clusterName"],
  aks: ["groupName", "clusterName"],
};

/** One target of `applyTo`: an image of a manifest, and the port of its container. */
export const APPLY_TO_FIELDS = {
  manifest: text("api_manifest"),
  image: text("api_image"),
  port: wholeNumber(1, 65_535, 8080),
} as const;

const labels: Field = {
  schema: z.record(z.string(), z.int()),
  expects: "a map of labels and whole numbers",
  example: "{Verified: 1}",
};
/** What Gerrit is told, by the status of the run. */
export const VOTE_FIELDS = {
  on_success: labels,
  on_failure: labels,
  on_timeout: labels,
  on_unstable: labels,
  on_cancelled: labels,
  on_skipped: labels,
} as const;

const oneTarget = z.union([z.string().min(1), mapSchema(APPLY_TO_FIELDS, [])]);
const applyTo: Field<readonly unknown[]> = {
  schema: z.union([z.array(oneTarget), oneTarget.transform((one) => [one])]),
  expects: "a list of names, or of maps with manifest, image and port",
  example: "[{manifest: api_manifest, image: api_image, port: 8080}]",
};

const vote: Field = {
  schema: z.union([
    z.literal(false),
    z.enum(["off", "false"]).transform(() => false),
    mapSchema(VOTE_FIELDS, []),
  ]),
  expects: "false, or a map of statuses, each with a map of labels and numbers",
  example: "{on_success: {Verified: 1}}",
};

/** Options of an IN that belong to single types of jobs; they are kept among its `options`. */
export const IN_OPTION_FIELDS = {
  applyTo,
  force: flag("true"),
  deployName: text("api"),
  showBuildStatus: flag("true"),
  vote,
  scopes: someOf(SCOPES, "[ecr]"),
  pull: flag("false"),
  versionId: wholeNumber(1, undefined, 12345),
} as const;

interface OptionUse {
  /** Job types that read it. */
  readonly jobs: readonly JobType[];
  /** Types of what it may be given for: resources, or jobs. */
  readonly of: readonly string[];
}

/** Where the options mean something (reference §4.1); the others mean the same everywhere. */
export const IN_OPTION_USES: Readonly<Record<string, OptionUse>> = {
  applyTo: { jobs: ["manifest", "deploy"], of: ["dockerOptions", "params", "replicas", "loadBalancer"] },
  force: { jobs: ["deploy"], of: ["manifest", "release", "deploy"] },
  deployName: { jobs: ["deploy"], of: ["manifest"] },
  showBuildStatus: { jobs: ["runSh"], of: ["gitRepo"] },
  vote: { jobs: ["runSh"], of: ["gitRepo"] },
  scopes: { jobs: ["runSh"], of: ["cliConfig"] },
};
