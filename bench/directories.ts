import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

/** A directory for one platform, until the end of all rows. */
export async function makeBenchDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "landbridge-bench-"));
  made.push(directory);
  return directory;
}

/**
 * At the end of all rows: on ext4 a thousand files deleted make each new one slower for the next five minutes,
 * which would be measured with the next row.
 */
export async function removeBenchDirectories(): Promise<void> {
  for (const directory of made) await rm(directory, { recursive: true, force: true });
}
