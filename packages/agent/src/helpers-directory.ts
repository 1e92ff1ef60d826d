import { accessSync, chmodSync, constants, copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What scripts call by name. */
const COMMANDS = ["lb", "shipctl", "shippable_retry", "shippable_replace", "askpass", "watchdog"];

/**
 * The directory of `lb`, `shipctl` and our own shell scripts: the package's, or a copy where the package came
 * without its executable bits.
 */
export function locateHelpers(agentDirectory: string): string {
  // The same from src/ and from dist/.
  const shipped = fileURLToPath(new URL("../helpers", import.meta.url));
  if (COMMANDS.every((name) => isExecutable(join(shipped, name)))) return shipped;
  const copy = join(agentDirectory, "helpers");
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(shipped)) {
    copyFileSync(join(shipped, name), join(copy, name));
    chmodSync(join(copy, name), 0o755);
  }
  return copy;
}

/** The first program of that name on the PATH. */
export function findProgram(name: string, path: string): string | undefined {
  const places = path.split(delimiter).filter((place) => place !== "");
  return places.map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
