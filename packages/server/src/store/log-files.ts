import { constants } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Which log: one file for each step of each run. */
export interface LogRef {
  readonly runId: string;
  readonly index: number;
}

/** Logs as files: `logs/<run>/<step>.log`, plain bytes as the step wrote them. */
export interface LogFiles {
  /**
   * Adds a piece that starts at `offset` and answers how many bytes the log has then. What it has already is
   * not written again; a piece that would leave a gap is left out: the sender goes on from the answer.
   */
  append(ref: LogRef, offset: number, bytes: Uint8Array): Promise<number>;
  /** Bytes from `offset`, at most `limit`; none where there is no log. */
  read(ref: LogRef, range: { readonly offset: number; readonly limit: number }): Promise<Uint8Array>;
  size(ref: LogRef): Promise<number>;
  /** Waits until everything that was handed over for a run is written, and closes its files. */
  finish(runId: string): Promise<void>;
  /** Runs with a log that is open for writing. */
  openRunIds(): readonly string[];
  /** Every run that has a log here. */
  listRunIds(): Promise<readonly string[]>;
  /** Deletes all logs of a run. */
  remove(runId: string): Promise<void>;
  close(): Promise<void>;
}

interface OpenLog {
  readonly opened: Promise<OpenFile>;
  size: number;
  /** The last write under way: writes of one log go one after the other. */
  tail: Promise<unknown>;
}

interface OpenFile {
  readonly handle: FileHandle;
  /** How many bytes it had when it was opened. */
  readonly size: number;
}

export function createLogFiles(directory: string): LogFiles {
  const openLogs = new Map<string, Map<number, OpenLog>>();
  const pathOf = (ref: LogRef): string => join(directory, safeName(ref.runId), `${String(ref.index)}.log`);

  const opened = (ref: LogRef): OpenLog => {
    const ofRun = openLogs.get(ref.runId) ?? new Map<number, OpenLog>();
    openLogs.set(ref.runId, ofRun);
    const known = ofRun.get(ref.index);
    if (known) return known;
    const log: OpenLog = { opened: openLog(pathOf(ref)), size: 0, tail: Promise.resolve() };
    log.tail = log.opened.then(({ size }) => {
      log.size = size;
    });
    ofRun.set(ref.index, log);
    // The next piece tries again: the disk may have room by then.
    log.tail.catch(() => {
      if (ofRun.get(ref.index) === log) ofRun.delete(ref.index);
    });
    return log;
  };

  const write = async (log: OpenLog, offset: number, bytes: Uint8Array): Promise<number> => {
    const skip = log.size - offset;
    if (skip < 0 || skip >= bytes.length) return log.size;
    const fresh = bytes.subarray(skip);
    const { handle } = await log.opened;
    // A disk that is filling up takes less than it is given: only what it took counts.
    for (let at = 0; at < fresh.length;) {
      const { bytesWritten } = await handle.write(fresh, at, fresh.length - at, log.size);
      at += bytesWritten;
      log.size += bytesWritten;
    }
    return log.size;
  };

  const finish = async (runId: string): Promise<void> => {
    const ofRun = openLogs.get(runId);
    if (!ofRun) return;
    openLogs.delete(runId);
    const closed = await Promise.allSettled([...ofRun.values()].map(closeLog));
    // One that could not be written or closed must not keep the others open.
    const failed = closed.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  };

  return {
    append(ref, offset, bytes) {
      const log = opened(ref);
      const written = log.tail.then(() => write(log, offset, bytes));
      // The next write waits for this one, also when it fails; the failure goes to its caller.
      log.tail = written.catch(() => undefined);
      return written;
    },
    async read(ref, { offset, limit }) {
      const handle = await open(pathOf(ref), "r").catch(ignoreMissing);
      if (!handle) return new Uint8Array();
      try {
        const left = Math.max(0, (await handle.stat()).size - offset);
        const buffer = new Uint8Array(Math.min(limit, left));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    async size(ref) {
      const known = openLogs.get(ref.runId)?.get(ref.index);
      if (known) {
        await known.tail;
        return known.size;
      }
      return (await stat(pathOf(ref)).catch(ignoreMissing))?.size ?? 0;
    },
    finish,
    openRunIds: () => [...openLogs.keys()],
    async listRunIds() {
      const names = (await readdir(directory).catch(ignoreMissing)) ?? [];
      return names.filter(isRunId);
    },
    async remove(runId) {
      await finish(runId);
      await rm(join(directory, safeName(runId)), { recursive: true, force: true });
    },
    async close() {
      await Promise.all([...openLogs.keys()].map(finish));
    },
  };
}

async function closeLog({ tail, opened }: OpenLog): Promise<void> {
  try {
    await tail;
  } finally {
    await (await opened).handle.close();
  }
}

/** For writing at positions: "a" would ignore them. Most logs are the first of their run, of which nothing is there. */
async function openLog(path: string): Promise<OpenFile> {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  if (made !== undefined) return { handle, size: 0 };
  try {
    return { handle, size: (await handle.stat()).size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Identifiers come over the wire: only our own form becomes a file name. */
function safeName(runId: string): string {
  if (!isRunId(runId)) throw new Error(`not a run identifier: ${runId}`);
  return runId;
}

function isRunId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
