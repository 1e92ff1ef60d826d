import type { ConfigurationPlanView, ObjectChangeView } from "@landbridge/api";
import type { IconName } from "../../ui/icon-paths.ts";

export type ChangeAction = ObjectChangeView["action"];

interface ActionWords {
  /** Begins a sentence: "adds 2 jobs". */
  readonly verb: string;
  readonly title: string;
  readonly icon: IconName;
  /** Said under the title, where the title alone may puzzle. */
  readonly note?: string;
}

/** What a sync does to a resource or job, in the order in which people ask. */
export const ACTIONS: Readonly<Record<ChangeAction, ActionWords>> = {
  add: { verb: "adds", title: "Added", icon: "plus" },
  change: { verb: "changes", title: "Changed", icon: "pencil" },
  touch: { verb: "edits", title: "Edited", icon: "wave", note: "No new version, and it behaves as before." },
  restore: { verb: "brings back", title: "Brought back", icon: "undo" },
  move: { verb: "takes over", title: "Taken over", icon: "arrow-right", note: "From another source." },
  remove: { verb: "removes", title: "Removed", icon: "minus" },
};

export interface ChangeGroup {
  readonly action: ChangeAction;
  readonly changes: readonly ObjectChangeView[];
}

/** Changes whose name or type holds the words, by what is done; empty groups are left out. */
export function groupChanges(changes: readonly ObjectChangeView[], words = ""): readonly ChangeGroup[] {
  const sought = words.trim().toLowerCase();
  const shown = changes.filter(({ name, type }) => `${name} ${type}`.toLowerCase().includes(sought));
  return ACTION_ORDER.flatMap((action) => {
    const those = shown.filter((change) => change.action === action);
    return those.length === 0 ? [] : [{ action, changes: those }];
  });
}

// The keys of the table, in its order.
const ACTION_ORDER: readonly ChangeAction[] = ["add", "change", "touch", "restore", "move", "remove"];

/** A plan in one or two sentences: what changes, what that sets going, and what it breaks. */
export function planSentence(plan: ConfigurationPlanView): string {
  if (plan.isNothing) return "Nothing changes: the workflow is as the source says.";
  const verbs = groupChanges(plan.changes).map(
    ({ action, changes }) => `${ACTIONS[action].verb} ${countsByKind(changes)}`,
  );
  const changes = verbs.length === 0 ? "No declaration changes" : capital(listOf(verbs));
  return `${changes}. ${capital(listOf(effectsOf(plan)))}.`;
}

function effectsOf(plan: ConfigurationPlanView): readonly string[] {
  const loosened = plan.gates.filter(({ effect }) => effect === "loosens").length;
  const broken = plan.inconsistent.filter(({ isNew }) => isNew).length;
  const starting = plan.starts.filter(({ verdict }) => verdict === "queued").length;
  const held = plan.starts.length - starting;
  const mended = plan.mended.length;
  const found = [
    starting === 0 ? "no job starts at once" : `${countOf(starting, "job starts", "jobs start")} at once`,
    ...(held === 0 ? [] : [`${countOf(held, "job waits", "jobs wait")}`]),
    ...(loosened === 0 ? [] : [countOf(loosened, "gate loosens", "gates loosen")]),
    ...(broken === 0 ? [] : [`${broken} can't run`]),
    ...(mended === 0 ? [] : [countOf(mended, "runs again", "run again")]),
    ...(plan.deployments.length === 0
      ? []
      : [countOf(plan.deployments.length, "live deployment goes", "live deployments go")]),
  ];
  return found;
}

/** "2 jobs and 1 resource" */
export function countsByKind(things: readonly { readonly kind: "job" | "resource" }[]): string {
  const jobs = things.filter(({ kind }) => kind === "job").length;
  const resources = things.length - jobs;
  return listOf([
    ...(jobs === 0 ? [] : [countOf(jobs, "job")]),
    ...(resources === 0 ? [] : [countOf(resources, "resource")]),
  ]);
}

/** "1 run", "12 runs"; thousands are set apart. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

type Starters = ConfigurationPlanView["starters"][number]["starters"];

/** What later starts a job: "Starts at a commit to app, or a successful run of build." */
export function startersSentence(starters: Starters): string {
  if (starters.length === 0) return "It is started by hand only.";
  const events = starters.map(({ text, mode }) => (mode === "chrono" ? text : `${text} (${mode})`));
  return `It starts at ${listOf(events, "or")}.`;
}

function listOf(parts: readonly string[], word = "and"): string {
  if (parts.length < 2) return parts.join("");
  const joint = parts.length === 2 ? ` ${word} ` : `, ${word} `;
  return `${parts.slice(0, -1).join(", ")}${joint}${parts.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
