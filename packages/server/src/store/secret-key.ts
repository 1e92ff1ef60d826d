import { AppError } from "@landbridge/core";
import { createHmac, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** From which everything that has to stay secret at rest is derived. Never logged, never sent. */
export interface SecretKey {
  /** 40 hex digits that only holders of the key can make, different for each purpose. */
  derive(purpose: string): string;
}

const FILE = "secret.key";
const BYTES = 32;

/**
 * The key of the settings, else that of the data directory, made at the first start and readable by its owner
 * only. Servers that share a database must share the key: LANDBRIDGE_SECRET_KEY.
 */
export async function openSecretKey({
  dataDir,
  secretKey,
}: {
  readonly dataDir: string;
  readonly secretKey?: string;
}): Promise<SecretKey> {
  const key = secretKey === undefined ? await keyOfDirectory(dataDir) : Buffer.from(secretKey, "utf8");
  return { derive: (purpose) => createHmac("sha256", key).update(purpose).digest("hex").slice(0, 40) };
}

async function keyOfDirectory(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, FILE);
  const made = randomBytes(BYTES).toString("hex");
  try {
    // Only the first of two that start at once writes it.
    await writeFile(path, `${made}\n`, { mode: 0o600, flag: "wx" });
    return Buffer.from(made, "hex");
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
  }
  const kept = (await readFile(path, "utf8")).trim();
  if (/^[0-9a-f]{64}$/.test(kept)) return Buffer.from(kept, "hex");
  throw new AppError("CONFIGURATION_INVALID", `${path} does not hold a key.`, {
    hint: "Put it back from a backup. Without it, webhook secrets have to be given out anew: remove the file.",
  });
}
