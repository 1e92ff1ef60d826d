// Holds the sources of a tree against the layer table. Pure but for reading the files.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix } from "node:path";
import { findCircles } from "./circles.mjs";
import { environmentReads, importsOf } from "./imports.mjs";
import { LAYERS, WITHOUT_NODE, mayImport, partOf } from "./layer-table.mjs";

const SOURCE = /\.[cm]?[jt]sx?$/;
const TEST = /\.test\.[cm]?[jt]sx?$/;
const BUILTINS = new Set(builtinModules);

/** Every breach below `root`: `{ file, line, rule, advice }`, in order of files and lines. */
export function checkTree(root) {
  const tree = readTree(root);
  const found = tree.files.flatMap((file) => [
    ...partBreaches(file),
    ...importBreaches(tree, file),
    ...envBreaches(file),
  ]);
  return [...found, ...circleBreaches(tree)].toSorted(byPlace);
}

function readTree(root) {
  const folders = readdirSync(join(root, "packages")).toSorted();
  const packages = folders.filter((folder) => existsSync(join(root, "packages", folder, "package.json")));
  const manifests = new Map(
    packages.map((folder) => [folder, readJson(join(root, "packages", folder, "package.json"))]),
  );
  const files = packages.flatMap((folder) => sourcesIn(root, `packages/${folder}/src`));
  const rootManifest = join(root, "package.json");
  return {
    files: files.map((path) => readSource(root, path)),
    paths: new Set(files),
    manifests,
    folderOf: new Map([...manifests].map(([folder, manifest]) => [manifest.name, folder])),
    tools: existsSync(rootManifest) ? Object.keys(readJson(rootManifest).devDependencies ?? {}) : [],
  };
}

function readSource(root, path) {
  const source = readFileSync(join(root, path), "utf8");
  const isTest = TEST.test(path);
  return { path, folder: path.split("/")[1], part: partOf(path), isTest, imports: importsOf(source), source };
}

function sourcesIn(root, directory) {
  if (!existsSync(join(root, directory))) return [];
  const entries = readdirSync(join(root, directory), { withFileTypes: true });
  return entries
    .flatMap((entry) =>
      entry.isDirectory() ? sourcesIn(root, `${directory}/${entry.name}`) : [`${directory}/${entry.name}`],
    )
    .filter((path) => SOURCE.test(path))
    .toSorted();
}

function partBreaches({ path, part }) {
  if (part in LAYERS) return [];
  const advice = "give it a row in scripts/layers/layer-table.mjs and in ARCHITECTURE.md, or move the file";
  return [{ file: path, line: 1, rule: `${part} is not in the layer table`, advice }];
}

function importBreaches(tree, file) {
  return file.imports.flatMap(({ specifier, line }) => {
    const breach = breachOf(tree, file, specifier);
    return breach === undefined ? [] : [{ file: file.path, line, ...breach }];
  });
}

function breachOf(tree, file, specifier) {
  if (specifier === undefined) {
    return {
      rule: "an import with a computed name",
      advice: "write the name as plain text, so that it can be checked",
    };
  }
  if (specifier.startsWith(".")) return relativeBreach(file, specifier);
  if (/^(?:\/|file:|data:|https?:)/.test(specifier)) {
    return { rule: `import of an absolute path, ${specifier}`, advice: "import a package by its name" };
  }
  const name = packageNameOf(specifier);
  const isBuiltin = specifier.startsWith("node:") || BUILTINS.has(name);
  if (isBuiltin) return builtinBreach(file, specifier);
  return tree.folderOf.has(name)
    ? siblingBreach(tree, file, { specifier, name })
    : dependencyBreach(tree, file, name);
}

function relativeBreach(file, specifier) {
  const target = posix.join(posix.dirname(file.path), specifier);
  // What the tests of a package share lies beside its sources.
  if (file.isTest && target.startsWith(`packages/${file.folder}/test/`)) return undefined;
  if (!target.startsWith(`packages/${file.folder}/src/`)) {
    const advice = "import the other package by its name; what it does not export is not for others";
    return { rule: `a relative import that leaves the sources of ${file.folder}, ${specifier}`, advice };
  }
  return wallBreach(file, partOf(target), specifier);
}

function siblingBreach(tree, file, { specifier, name }) {
  const folder = tree.folderOf.get(name);
  if (folder === file.folder) {
    return { rule: `${file.folder} imports itself by name`, advice: "use a relative import" };
  }
  if (specifier !== name) {
    return {
      rule: `a path into another package, ${specifier}`,
      advice: `import from ${name}; export what is missing there`,
    };
  }
  return wallBreach(file, folder, specifier) ?? dependencyBreach(tree, file, name);
}

function wallBreach(file, to, specifier) {
  if (mayImport(file.part, to)) return undefined;
  const open = LAYERS[file.part] ?? [];
  const allowed = open.length === 0 ? "nothing outside itself" : open.join(", ");
  return {
    rule: `${file.part} must not import ${to} (${specifier})`,
    advice: `${file.part} may import ${allowed}`,
  };
}

function builtinBreach(file, specifier) {
  if (file.isTest || !WITHOUT_NODE.includes(file.folder)) return undefined;
  return {
    rule: `${file.folder} must not import ${specifier}`,
    advice: "take what is needed as an argument",
  };
}

/** Tests may use the tools of the workspace as well. */
function dependencyBreach(tree, file, name) {
  const manifest = tree.manifests.get(file.folder);
  const declared = Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  });
  if (declared.includes(name) || (file.isTest && tree.tools.includes(name))) return undefined;
  if (isTypesOfTool(tree, name)) return undefined;
  return {
    rule: `${name} is not a dependency of ${file.folder}`,
    advice: `add it to packages/${file.folder}/package.json`,
  };
}

/** `/// <reference types="vite/client" />`: types alone, nothing that would be missing at run time. */
function isTypesOfTool(tree, name) {
  return name === "vite" && tree.tools.includes("vite");
}

function envBreaches({ path, isTest, source }) {
  if (isTest || posix.basename(path) === "config.ts") return [];
  const advice = "read it in the package's config.ts and pass the value on";
  return environmentReads(source).map((line) => ({
    file: path,
    line,
    rule: "the environment is read here",
    advice,
  }));
}

function circleBreaches(tree) {
  const edges = new Map(tree.files.map((file) => [file.path, neighboursOf(tree, file)]));
  return findCircles(edges).map((circle) => ({
    file: circle[0],
    line: lineOfImport(tree, circle),
    rule: `an import circle: ${circle.map((path) => path.replace(/^packages\//, "")).join(" → ")}`,
    advice: "move what both need into a file of its own",
  }));
}

function neighboursOf(tree, file) {
  const targets = file.imports.map(({ specifier }) => resolveRelative(tree, file.path, specifier));
  return targets.filter((target) => target !== undefined);
}

function lineOfImport(tree, [from, to]) {
  const file = tree.files.find(({ path }) => path === from);
  return file.imports.find(({ specifier }) => resolveRelative(tree, from, specifier) === to)?.line ?? 1;
}

function resolveRelative(tree, path, specifier) {
  if (!specifier?.startsWith(".")) return undefined;
  // Vite's `?worker` and `?raw`; `.js` for a `.ts` source.
  const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ""));
  const base = target.replace(/\.[cm]?jsx?$/, "");
  const candidates = [target, ...[".ts", ".tsx", "/index.ts"].flatMap((end) => [target + end, base + end])];
  return candidates.find((candidate) => tree.paths.has(candidate));
}

function packageNameOf(specifier) {
  const [scope, name] = specifier.split("/");
  return specifier.startsWith("@") ? `${scope}/${name}` : scope;
}

function byPlace(a, b) {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
