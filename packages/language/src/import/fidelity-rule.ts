export const VERDICTS = ["exact", "approximate", "unsupported"] as const;

/**
 * What became of a line: `exact` means the same in the new file, `approximate` has to be looked at,
 * `unsupported` has no effect any more.
 */
export type Verdict = (typeof VERDICTS)[number];

/** What the import itself has to say of a line, where the reader of the files had nothing to say. */
export const FIDELITY_RULES = {
  CARRIED_OVER: { verdict: "exact", reason: "means the same in the new file" },
  WRITTEN_ANEW: { verdict: "exact", reason: "written in today's syntax, and means the same" },
  COMMENT_CARRIED: { verdict: "exact", reason: "comment carried over" },
  DOCUMENT_MARKER: { verdict: "exact", reason: "marks where the YAML begins or ends" },
  KEYS_MERGED: { verdict: "exact", reason: "the keys that it brings are written out" },
  TEMPLATE_EXPANDED: { verdict: "exact", reason: "written out where it was used" },
  COMMENT_NOT_CARRIED: { verdict: "approximate", reason: "comment not carried" },
  SECURE_VALUE: {
    verdict: "approximate",
    reason: "carried over as it is; the value has to be encrypted anew, for this server",
  },
  TEMPLATE_UNUSED: { verdict: "approximate", reason: "nothing here uses it, so it is left out" },
  EMPTY_COMMAND: { verdict: "approximate", reason: "an empty command is left out" },
  OVERRIDDEN: { verdict: "approximate", reason: "given again elsewhere, and that counts" },
  READ_DIFFERENTLY: { verdict: "approximate", reason: "is not read exactly as before; compare it by hand" },
  CI_NOT_IN_ROOT: {
    verdict: "unsupported",
    reason: "a CI part counts only in shippable.yml or landbridge.yml in the root of a source",
  },
  CI_GIVEN_TWICE: { verdict: "unsupported", reason: "another file in the root has a CI part already" },
  MERGE_LOST: {
    verdict: "unsupported",
    reason: "the keys that an external reference brings here are not in the new file; write them out first",
  },
  NOT_CARRIED: { verdict: "unsupported", reason: "is not in the new file" },
} as const satisfies Record<string, { verdict: Verdict; reason: string }>;

export type FidelityRule = keyof typeof FIDELITY_RULES;

export function isFidelityRule(code: string): code is FidelityRule {
  return Object.hasOwn(FIDELITY_RULES, code);
}
