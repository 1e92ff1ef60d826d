import type { JobDetailView, JobInputView, WhyInputView, WhyView } from "@landbridge/api";
import { shortName } from "../../ui/version-words.ts";

/** An IN as it is declared and pinned, and how it stands now, once that is known. */
export interface StandingInput {
  readonly input: JobInputView;
  readonly standing: WhyInputView | undefined;
}

/** Puts together what two answers say of the same INs; both are in declared order. */
export function standingInputs(
  { inputs }: Pick<JobDetailView, "inputs">,
  why: Pick<WhyView, "inputs"> | undefined,
): readonly StandingInput[] {
  return inputs.map((input, at) => {
    const standing = why?.inputs[at];
    return { input, standing: standing?.from === input.from ? standing : undefined };
  });
}

/**
 * What is said of an IN below its line. That it is switched off stands there as a tag, and what is said of its health
 * beside its mark: of that only the advice is left.
 */
export function reasonsBeside(
  input: Pick<JobInputView, "healthText">,
  standing: Pick<WhyInputView, "reasons"> | undefined,
): WhyInputView["reasons"] {
  return (standing?.reasons ?? []).flatMap((reason) => {
    if (reason.code === "switched-off") return [];
    if (reason.text !== `${input.healthText}.`) return [reason];
    return reason.unblock.length > 0 ? [{ ...reason, text: "" }] : [];
  });
}

/** What a run that starts now would read of an IN: "#7 1.2.0". */
export function versionToRead({ version, versionName }: WhyInputView): string | undefined {
  if (version === undefined) return undefined;
  return versionName === undefined ? `#${String(version)}` : `#${String(version)} ${shortName(versionName)}`;
}

/** What holds an IN at a version: "#3, by alice"; nothing where nothing does. */
export function wordsOfPin({ pin, declaredPin, commandPin }: JobInputView): string | undefined {
  if (pin === undefined) return undefined;
  const isNumber = (commandPin ?? declaredPin)?.versionNumber !== undefined;
  const what = isNumber ? `#${pin}` : shortName(pin);
  return `${what}, ${commandPin ? `by ${commandPin.by}` : "by the configuration"}`;
}
