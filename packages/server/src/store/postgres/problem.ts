import { AppError } from "@landbridge/core";

const UNUSABLE: Readonly<Record<string, string>> = {
  EACCES: "we may not read or write there",
  EPERM: "we may not read or write there",
  EROFS: "it is read-only",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "it is a file",
};
const OWN_DATABASE_HINT = "Set DATABASE_URL to use a PostgreSQL of your own.";

/** The one sentence behind what `initdb` or `postgres` said before it gave up. */
export function problemIn(
  output: string,
  place: { readonly dataDir: string; readonly logFile?: string },
): AppError {
  const lines = output.trim().split("\n");
  const cause = new Error(lines.slice(-12).join("\n"));
  const full = lines.find((line) => /No space left on device|Disk quota exceeded/.test(line));
  if (full !== undefined && /shared memory|\/dev\/shm/.test(full)) {
    const hint = "Give it at least 64 MB, for example with `docker run --shm-size=64m`.";
    return new AppError("DISK_FULL", "The shared memory of this machine or container is full.", {
      hint,
      cause,
    });
  }
  if (full !== undefined) return diskFull(place.dataDir, cause);
  if (output.includes("could not look up effective user ID")) {
    const hint = `Give the user a line in /etc/passwd. Or: ${OWN_DATABASE_HINT}`;
    return new AppError("POSTGRES_START_FAILED", "PostgreSQL can't run as a user that has no name.", {
      hint,
      cause,
    });
  }
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(output)?.[1];
  if (library !== undefined) {
    const message = `PostgreSQL can't run here: the library ${library} is missing.`;
    return new AppError("POSTGRES_START_FAILED", message, { hint: OWN_DATABASE_HINT, cause });
  }
  const hint = place.logFile === undefined ? OWN_DATABASE_HINT : `Its log is ${place.logFile}.`;
  const message = `The embedded PostgreSQL did not start: ${complaintIn(lines)}`;
  return new AppError("POSTGRES_START_FAILED", message, { hint, cause });
}

/** A fault of the file system while a data directory is set up; anything else is passed on as it is. */
export function problemOf(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError || !("code" in error)) return error;
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return diskFull(dataDir, error);
  const reason = UNUSABLE[String(error.code)];
  if (reason === undefined) return error;
  return new AppError("CONFIGURATION_INVALID", `The data directory ${dataDir} can't be used: ${reason}.`, {
    hint: "Choose another directory with LANDBRIDGE_DATA_DIR.",
    cause: error,
  });
}

export function unsupportedPlatform(platform: string, cause?: unknown): AppError {
  const message = `There is no embedded PostgreSQL for this system (${platform}).`;
  return new AppError("POSTGRES_START_FAILED", message, { hint: OWN_DATABASE_HINT, cause });
}

function diskFull(dataDir: string, cause: unknown): AppError {
  return new AppError("DISK_FULL", `The disk that holds ${dataDir} is full.`, {
    hint: "Free some space (100 MB are enough to start) and try again.",
    cause,
  });
}

/** The first complaint is the reason, later ones follow from it. */
function complaintIn(lines: readonly string[]): string {
  const complaint = lines.find((line) => /\b(?:FATAL|PANIC|ERROR|error):/.test(line)) ?? lines.at(-1) ?? "";
  const text = complaint.replace(/^.*?\b(?:FATAL|PANIC|ERROR|error):\s*/, "").trim();
  return text === "" ? "it said nothing." : `${text.replace(/\.$/, "")}.`;
}
