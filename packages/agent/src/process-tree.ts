import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** The variable that every process of a run carries in its environment. */
export const RUN_MARK = "LANDBRIDGE_RUN_ID";
/** And the one that names the agent process that started it; helpers/watchdog looks for it. */
export const AGENT_MARK = "LANDBRIDGE_AGENT_MARK";

/** How to recognise the processes of a run, also those that left its session or their parents. */
export interface ProcessMark {
  readonly runIds: ReadonlySet<string>;
  /** Sessions that we made for the run; the number of one is given to nobody else while it has a member. */
  readonly sessions: ReadonlySet<number>;
  /** Where sessions may be over: only a member that carries this mark of ours counts. */
  readonly agentMark?: string;
  /** Whoever works in here without a terminal belongs to the run too, e.g. a child with a cleared environment. */
  readonly directories: readonly string[];
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly hasTerminal: boolean;
  readonly state: string;
}

/** Sends a signal to a process group; false when nobody is in it. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  return signalProcess(-group, signal);
}

export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    // EPERM: it is there, but belongs to another user now.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** A process that has ended may stay for ever where whoever adopted it does not look after it. */
export function isRunning(pid: number): boolean {
  return signalProcess(pid, 0) && readEntry(pid)?.state !== "Z";
}

/**
 * The living processes of a run, from /proc: by mark, by session, by working directory, and the children of
 * those. Costs some milliseconds, so it is asked only when something is left over or must end now; `after`
 * leaves out who has a smaller number. Systems without /proc get an empty list; there the process group is all
 * we know.
 */
export function findProcesses(mark: ProcessMark, after = 0): readonly number[] {
  const entries = listProcesses(after);
  const members = new Set<number>();
  for (const entry of entries) {
    const isInSession = mark.agentMark === undefined && mark.sessions.has(entry.session);
    if (isInSession || carries(entry, mark)) {
      members.add(entry.pid);
    }
  }
  let isGrowing = members.size > 0;
  while (isGrowing) {
    isGrowing = false;
    for (const entry of entries) {
      if (members.has(entry.pid) || !members.has(entry.parent)) continue;
      members.add(entry.pid);
      isGrowing = true;
    }
  }
  return [...members];
}

function carries({ pid, session, hasTerminal }: ProcessEntry, mark: ProcessMark): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    if (valuesOf(environment, RUN_MARK).some((runId) => mark.runIds.has(runId))) return true;
    if (mark.agentMark !== undefined && mark.sessions.has(session)) {
      if (valuesOf(environment, AGENT_MARK).includes(mark.agentMark)) return true;
    }
    // Somebody may look around in a workspace: a shell in a terminal is not ours.
    if (hasTerminal || mark.directories.length === 0) return false;
    const place = readlinkSync(`/proc/${pid}/cwd`);
    return mark.directories.some((directory) => place === directory || place.startsWith(`${directory}/`));
  } catch {
    // It has ended meanwhile, or belongs to another user: not ours.
    return false;
  }
}

function valuesOf(environment: readonly string[], name: string): readonly string[] {
  return environment
    .filter((entry) => entry.startsWith(`${name}=`))
    .map((entry) => entry.slice(name.length + 1));
}

/** The number that was given last: when it is smaller than an earlier one, the numbers have begun again. */
export function lastProcessNumber(): number {
  try {
    return Number(readFileSync("/proc/loadavg", "latin1").trim().split(" ").at(-1));
  } catch {
    return 0;
  }
}

function listProcesses(after: number): readonly ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readProcDirectory()) {
    const pid = Number(name);
    if (!(pid > after) || pid === process.pid || pid === 1) continue;
    const entry = readEntry(pid);
    // A zombie is dead already; only its parent can make it disappear.
    if (entry !== undefined && entry.state !== "Z") entries.push(entry);
  }
  return entries;
}

function readProcDirectory(): readonly string[] {
  try {
    return readdirSync("/proc");
  } catch {
    return [];
  }
}

function readEntry(pid: number): ProcessEntry | undefined {
  const fields = readStat(pid);
  if (fields === undefined) return undefined;
  const [state = "", parent, , session, terminal] = fields;
  const hasTerminal = terminal !== "0";
  return { pid, state, hasTerminal, parent: Number(parent), session: Number(session) };
}

/** When a process began, in ticks since boot: with its pid, a name that is never given twice. */
export function startTimeOf(pid: number): string | undefined {
  return readStat(pid)?.[19];
}

function readStat(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
