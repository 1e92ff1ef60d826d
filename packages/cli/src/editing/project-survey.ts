import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What can be run in a directory, found by the files in it. */
export interface Proposal {
  /** The file that it was found by. */
  readonly found: string;
  readonly commands: readonly string[];
}

interface Kind {
  readonly file: string;
  /** Nothing where the file says that there is nothing to run. */
  readonly propose: (directory: string) => readonly string[];
}

/** In the order in which they are proposed: what knows most about the project comes first. */
const KINDS: readonly Kind[] = [
  { file: "package.json", propose: nodeCommands },
  { file: "Makefile", propose: makeCommands },
  { file: "go.mod", propose: () => ["go build ./...", "go test ./..."] },
  { file: "Cargo.toml", propose: () => ["cargo build", "cargo test"] },
  { file: "pyproject.toml", propose: pythonCommands },
  { file: "requirements.txt", propose: pythonCommands },
  { file: "pom.xml", propose: () => ["mvn -B verify"] },
  { file: "build.gradle.kts", propose: gradleCommands },
  { file: "build.gradle", propose: gradleCommands },
  { file: "Gemfile", propose: () => ["bundle install", "bundle exec rake"] },
  { file: "Dockerfile", propose: () => ["docker build ."] },
];

/** Everything that a directory offers to run, best first. */
export function surveyProject(directory: string): readonly Proposal[] {
  const proposals = KINDS.flatMap(({ file, propose }): Proposal[] => {
    if (!isFile(join(directory, file))) return [];
    const commands = propose(directory);
    return commands.length === 0 ? [] : [{ found: file, commands }];
  });
  // Two files may lead to the same commands.
  const seen = new Set<string>();
  return proposals.filter(({ commands }) => {
    const key = commands.join("\n");
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

const NODE_SCRIPTS = ["lint", "build", "test"] as const;
/** What `npm init` writes. */
const NO_TEST = "no test specified";

function nodeCommands(directory: string): readonly string[] {
  const manifest = readJson(join(directory, "package.json"));
  const scripts = NODE_SCRIPTS.filter((name) => {
    const script = mapIn(manifest, "scripts")[name];
    return typeof script === "string" && !script.includes(NO_TEST);
  });
  if (scripts.length === 0) return [];
  const dependencies = { ...mapIn(manifest, "dependencies"), ...mapIn(manifest, "devDependencies") };
  const { tool, install } = packageManager(directory);
  const isNeeded = Object.keys(dependencies).length > 0;
  return [...(isNeeded ? [install] : []), ...scripts.map((name) => `${tool} run ${name}`)];
}

function packageManager(directory: string): { readonly tool: string; readonly install: string } {
  const has = (file: string): boolean => existsSync(join(directory, file));
  if (has("pnpm-lock.yaml")) return { tool: "pnpm", install: "pnpm install --frozen-lockfile" };
  if (has("yarn.lock")) return { tool: "yarn", install: "yarn install" };
  if (has("bun.lock") || has("bun.lockb")) return { tool: "bun", install: "bun install" };
  return { tool: "npm", install: has("package-lock.json") ? "npm ci" : "npm install" };
}

const MAKE_TARGETS = ["lint", "build", "test", "check"] as const;

function makeCommands(directory: string): readonly string[] {
  const text = readFileSync(join(directory, "Makefile"), "utf8");
  const targets = MAKE_TARGETS.filter((name) => new RegExp(`^${name}\\s*:(?!=)`, "m").test(text));
  return targets.length === 0 ? ["make"] : targets.map((name) => `make ${name}`);
}

/** In an environment of its own, so that nothing of the machine changes. */
function pythonCommands(directory: string): readonly string[] {
  const isProject = isFile(join(directory, "pyproject.toml"));
  return [
    "python3 -m venv .venv",
    ". .venv/bin/activate",
    isProject ? "pip install -e . pytest" : "pip install -r requirements.txt pytest",
    "pytest",
  ];
}

function gradleCommands(directory: string): readonly string[] {
  return [`${isFile(join(directory, "gradlew")) ? "./gradlew" : "gradle"} build`];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Nothing can be proposed from it, and whoever runs it will be told why.
    return undefined;
  }
}

function mapIn(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const inner: unknown = isMap(value) ? value[key] : undefined;
  return isMap(inner) ? inner : {};
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
