import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Files of states and `state` versions, by content: `files/ab/cdef…`. The database holds who refers to what. */
export interface StateFiles {
  /** Keeps the bytes under their SHA-256; refuses (false) when that is not `digest`. */
  put(digest: string, bytes: Uint8Array): Promise<boolean>;
  get(digest: string): Promise<Uint8Array>;
}

export function createStateFiles(directory: string): StateFiles {
  const pathOf = (digest: string): string => join(directory, digest.slice(0, 2), digest.slice(2));
  return {
    async put(digest, bytes) {
      if (createHash("sha256").update(bytes).digest("hex") !== digest) return false;
      const path = pathOf(digest);
      const isThere = await stat(path).then(
        () => true,
        () => false,
      );
      if (isThere) return true;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Written beside and renamed: a reader sees all of it or nothing. Flushed: a version must not outlive its file.
      const partial = `${path}.${String(process.pid)}.${String(Math.random()).slice(2)}`;
      await writeFile(partial, bytes, { mode: 0o600, flush: true });
      await rename(partial, path);
      return true;
    },
    async get(digest) {
      if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`not a digest: ${digest}`);
      return readFile(pathOf(digest));
    },
  };
}
