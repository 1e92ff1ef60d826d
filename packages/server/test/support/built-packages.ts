import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = fileURLToPath(new URL("../../../", import.meta.url));

/** How a process of these tests loads packages of ours. */
export interface Loading {
  readonly nodeArguments: readonly string[];
  /** `src` with .ts, or `dist` with .js. */
  fileOf(packageName: string, module: string): string;
}

/** What was built when it is newer than all sources, as in `npm test`: it starts three times as fast as they do. */
export function loadingOf(packageNames: readonly string[]): Loading {
  if (packageNames.every(isBuilt)) {
    return { nodeArguments: [], fileOf: (name, module) => join(PACKAGES, name, "dist", `${module}.js`) };
  }
  return {
    nodeArguments: ["--conditions=source", "--import", import.meta.resolve("tsx")],
    fileOf: (name, module) => join(PACKAGES, name, "src", `${module}.ts`),
  };
}

function isBuilt(name: string): boolean {
  const directory = join(PACKAGES, name);
  const built = statSync(join(directory, "dist/.tsbuildinfo"), { throwIfNoEntry: false });
  if (!built) return false;
  const sources = readdirSync(join(directory, "src"), { recursive: true, encoding: "utf8" });
  return sources.every(
    (path) => path.endsWith(".test.ts") || statSync(join(directory, "src", path)).mtimeMs <= built.mtimeMs,
  );
}
