import { FLOWS, RETRY_CAUSES, SUPERSEDES } from "@landbridge/core";
import { z } from "zod";
import { flag, oneOf, text, wholeNumber } from "../fields/field.ts";
import type { Field, Fields } from "../fields/field.ts";

/**
 * The keys that Landbridge adds to the language (design §4): a table for each map among them, and one table of
 * whole values, by the key of the job. The files that read them look at more than the shape.
 */

export const INPUT_TYPES = ["string", "number", "boolean", "choice"] as const;

export const INPUT_FIELDS = {
  name: text("REGION"),
  type: oneOf(INPUT_TYPES),
  description: text("Where to deploy"),
  options: names("[eu, us]"),
  default: scalar("eu"),
} as const;

const inputs = whole(
  z.array(mapSchema(INPUT_FIELDS, ["name"])),
  "a list of maps",
  "[{name: REGION, default: eu}]",
);

export const APPROVAL_FIELDS = {
  approvers: names("[release-managers, alice]"),
  required: wholeNumber(1, 100, 2),
  selfApproval: flag("false"),
  timeoutMinutes: wholeNumber(1, 525_600, 1440),
  message: text("Ship ${APP_IMAGE_VERSIONNAME}?"),
  inputs,
} as const;

export const RETRY_FIELDS = {
  attempts: wholeNumber(1, 100, 3),
  on: someOf(RETRY_CAUSES, "[failure, lost]"),
  backoffSeconds: wholeNumber(0, 86_400, 10),
} as const;

const leg = z.record(z.string(), scalar("").schema);
/** Keys of `matrix` that are no axes. */
export const MATRIX_FIELDS = {
  exclude: {
    schema: z.array(leg),
    expects: "a list of maps of axes and values",
    example: '[{NODE: "20", OS: alpine}]',
  },
  include: {
    schema: z.array(leg),
    expects: "a list of maps of names and values",
    example: '[{NODE: "18", OS: debian}]',
  },
} as const;
/** Every other key of `matrix`. */
export const AXIS_FIELD: Field<readonly Scalar[]> = {
  schema: z.array(scalar("").schema).min(1),
  expects: "a list of values, at least one",
  example: '["20", "22"]',
};

export const CACHE_FIELDS = {
  key: text("npm-${CHECKSUM:package-lock.json}"),
  paths: names("[node_modules]"),
} as const;

export const REPORTS_FIELDS = {
  junit: names('["reports/*.xml"]'),
  coverage: names("[coverage/cobertura.xml]"),
} as const;

/** What stands under each key of a job, as a whole. */
export const ADDITION_FIELDS = {
  when: text("in.app_image.branch == 'main'"),
  inputs,
  approval: whole(
    z.union([flag().schema, mapSchema(APPROVAL_FIELDS, [])]),
    "a map, true or false",
    "{approvers: [release-managers], required: 2}",
  ),
  retry: whole(
    z.union([RETRY_FIELDS.attempts.schema, mapSchema(RETRY_FIELDS, [])]),
    "a map, or the number of attempts",
    "{attempts: 3, on: [failure, lost]}",
  ),
  locks: names("[prod-cluster]"),
  supersede: oneOf(SUPERSEDES),
  matrix: whole(
    z
      .object({ exclude: MATRIX_FIELDS.exclude.schema, include: MATRIX_FIELDS.include.schema })
      .partial()
      .catchall(AXIS_FIELD.schema),
    "a map of axes, each with a list of values",
    '{NODE: ["20", "22"]}',
  ),
  cache: whole(
    mapSchema(CACHE_FIELDS, ["key", "paths"]),
    "a map",
    "{key: 'npm-${CHECKSUM:package-lock.json}', paths: [node_modules]}",
  ),
  artifacts: names('["dist/**"]'),
  reports: whole(mapSchema(REPORTS_FIELDS, []), "a map", '{junit: "reports/*.xml"}'),
} as const satisfies Fields;

/** Options that Landbridge adds to an IN. */
export const IN_ADDITION_FIELDS = {
  passed: names("[unit_tests, integration_tests]"),
  flow: oneOf(FLOWS),
} as const;

export type Scalar = string | number | boolean;

/** A list of texts that say something; a single one counts as a list of one. */
export function names(example: string): Field<readonly string[]> {
  const name = z.string().trim().min(1);
  const schema = z.union([z.array(name), name.transform((one) => [one])]);
  return { schema, expects: "a list of texts", example };
}

/** A list of some of these words; a single one counts as a list of one. */
export function someOf<const Word extends string>(
  words: readonly [Word, ...Word[]],
  example: string,
): Field<readonly Word[]> {
  const word = z.enum(words);
  const schema = z.union([z.array(word), word.transform((one): Word[] => [one])]);
  return { schema, expects: `a list of some of ${words.join(", ")}`, example };
}

function scalar(example: string): Field<Scalar> {
  return { schema: z.union([z.string(), z.number(), z.boolean()]), expects: "a text or number", example };
}

function whole(schema: z.ZodType, expects: string, example: string): Field {
  return { schema, expects, example };
}

/** A map with these keys; others are told by whoever reads it. */
export function mapSchema(fields: Fields, required: readonly string[]): z.ZodType {
  const shape = Object.entries(fields).map(([key, { schema }]): [string, z.ZodType] => [
    key,
    required.includes(key) ? schema : schema.optional(),
  ]);
  return z.object(Object.fromEntries(shape));
}
