import { DEFAULT_GATE_MINUTES } from "./gate.ts";
import { canonicalJson } from "./json.ts";
import { inputsOf } from "./job.ts";
import type { Approval, InStep, Job, JobInput, Pin } from "./job.ts";
import { listOf } from "./list-of.ts";

/** A change of what holds a job back: `loosens` lets runs through that were held before. */
export interface GateChange {
  readonly job: string;
  readonly effect: "loosens" | "tightens" | "changes";
  /** One sentence. */
  readonly text: string;
}

/** What an edit of a job does to its gates: switches, pins, passed, approval, when, locks, supersede, dependency mode. */
export function gateChanges(before: Job, after: Job): readonly GateChange[] {
  const found: GateChange[] = [];
  const tell = (effect: GateChange["effect"], text: string): void =>
    void found.push({ job: after.name, effect, text });
  compareInputs(before, after, tell);
  compareApproval(before.approval, after.approval, tell);
  if (before.when !== after.when) {
    if (after.when === undefined) tell("loosens", `The condition \`${before.when ?? ""}\` is gone.`);
    else if (before.when === undefined) tell("tightens", `It runs only when \`${after.when}\` holds.`);
    else tell("changes", `The condition is \`${after.when}\` instead of \`${before.when}\`.`);
  }
  compareNames([before.locks, after.locks], tell, {
    added: (names) => `It holds the lock ${names} while it runs.`,
    removed: (names) => `It no longer holds the lock ${names}.`,
  });
  compareSupersede(before, after, tell);
  if (before.dependencyMode !== after.dependencyMode) {
    const effect = effectOfMode(before, after);
    tell(effect, `Its dependency mode is ${after.dependencyMode} instead of ${before.dependencyMode}.`);
  }
  return found;
}

function compareSupersede({ supersede: before }: Job, { supersede: after }: Job, tell: Tell): void {
  if (before === after) return;
  const words = {
    queued: "cancels those that have not begun",
    all: "cancels every older one",
    none: "leaves older ones alone",
  } as const;
  tell("changes", `A new run ${words[after ?? "none"]}.`);
}

type Tell = (effect: GateChange["effect"], text: string) => void;

function effectOfMode(before: Job, after: Job): GateChange["effect"] {
  if (after.dependencyMode === "immediate") return "loosens";
  return before.dependencyMode === "immediate" ? "tightens" : "changes";
}

function compareInputs(before: Job, after: Job, tell: Tell): void {
  const earlier = new Map(inputsOf(before).map((input) => [input.from, input]));
  const later = new Map(inputsOf(after).map((input) => [input.from, input]));
  for (const [from, input] of later) {
    const old = earlier.get(from);
    if (old) compareInput(old, input, tell);
    else if (!input.isSwitchedOn)
      tell("tightens", `It also needs ${from} to be healthy, which does not start it.`);
  }
  for (const [from, old] of earlier) {
    if (!later.has(from) && !old.isSwitchedOn) tell("loosens", `It no longer needs ${from} to be healthy.`);
  }
}

function compareInput(before: InStep, after: InStep, tell: Tell): void {
  const { from } = after;
  if (before.isSwitchedOn !== after.isSwitchedOn) {
    if (after.isSwitchedOn) tell("loosens", `News of ${from} starts it by itself: the IN is switched on.`);
    else tell("tightens", `News of ${from} no longer starts it: the IN is switched off.`);
  }
  if (textOfPin(before.pin) !== textOfPin(after.pin)) {
    if (!after.pin) tell("loosens", `${from} is no longer pinned to ${textOfPin(before.pin)}.`);
    else if (!before.pin) tell("tightens", `${from} is pinned to ${textOfPin(after.pin)}.`);
    else tell("changes", `${from} is pinned to ${textOfPin(after.pin)} instead of ${textOfPin(before.pin)}.`);
  }
  if (before.dependencyMode !== after.dependencyMode && after.dependencyMode === "immediate")
    tell("loosens", `${from} starts it in mode immediate, whatever the health of its INs.`);
  compareNames([before.passed, after.passed], tell, {
    added: (names) => `Versions of ${from} must have passed ${names}.`,
    removed: (names) => `Versions of ${from} need not have passed ${names} any more.`,
  });
}

function compareApproval(before: Approval | undefined, after: Approval | undefined, tell: Tell): void {
  if (canonicalJson({ ...before }) === canonicalJson({ ...after })) return;
  if (!after) {
    tell("loosens", "It no longer needs an approval.");
    return;
  }
  if (!before) {
    tell("tightens", `It needs ${countOfApprovals(after)}.`);
    return;
  }
  if (after.required !== before.required)
    tell(
      after.required < before.required ? "loosens" : "tightens",
      `It needs ${countOfApprovals(after)} instead of ${String(before.required)}.`,
    );
  if (after.selfApproval !== before.selfApproval)
    tell(
      after.selfApproval ? "loosens" : "tightens",
      after.selfApproval ? "Who caused a run may approve it." : "Who caused a run may not approve it.",
    );
  compareApprovers(before, after, tell);
  if (after.timeoutMinutes !== before.timeoutMinutes)
    tell(
      "changes",
      `Its approval expires after ${String(after.timeoutMinutes ?? DEFAULT_GATE_MINUTES)} minutes.`,
    );
  compareAnswers(before.inputs ?? [], after.inputs ?? [], tell);
}

/** What whoever approves has to fill in holds nobody back. */
function compareAnswers(before: readonly JobInput[], after: readonly JobInput[], tell: Tell): void {
  if (canonicalJson(before) === canonicalJson(after)) return;
  const namesOf = (inputs: readonly JobInput[]): string => listOf(inputs.map(({ name }) => name));
  if (after.length === 0) tell("changes", `Its approval no longer asks for ${namesOf(before)}.`);
  else if (namesOf(before) === namesOf(after))
    tell("changes", `Its approval asks for ${namesOf(after)} in another form.`);
  else tell("changes", `Its approval asks for ${namesOf(after)}.`);
}

function compareApprovers(before: Approval, after: Approval, tell: Tell): void {
  const isAnyone = (approval: Approval): boolean => approval.approvers.length === 0;
  const added = after.approvers.filter((name) => !before.approvers.includes(name));
  const removed = before.approvers.filter((name) => !after.approvers.includes(name));
  if (added.length === 0 && removed.length === 0) return;
  if (isAnyone(after)) tell("loosens", "Anyone who may run it may approve it.");
  else if (isAnyone(before)) tell("tightens", `Only ${after.approvers.join(", ")} may approve it.`);
  else if (removed.length === 0) tell("loosens", `${added.join(", ")} may approve it too.`);
  else if (added.length === 0) tell("tightens", `${removed.join(", ")} may not approve it any more.`);
  else tell("changes", `${added.join(", ")} may approve it instead of ${removed.join(", ")}.`);
}

function countOfApprovals({ required }: Approval): string {
  return required === 1 ? "an approval" : `${String(required)} approvals`;
}

function compareNames(
  [before = [], after = []]: readonly [readonly string[] | undefined, readonly string[] | undefined],
  tell: Tell,
  words: { readonly added: (names: string) => string; readonly removed: (names: string) => string },
): void {
  const added = after.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !after.includes(name));
  if (added.length > 0) tell("tightens", words.added(added.join(", ")));
  if (removed.length > 0) tell("loosens", words.removed(removed.join(", ")));
}

function textOfPin(pin: Pin | undefined): string {
  if (!pin) return "";
  return pin.kind === "number"
    ? `version ${String(pin.versionNumber)}`
    : `the version named ${pin.versionName}`;
}
