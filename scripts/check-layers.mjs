// Imports go one way: holds packages/*/src against the layer table of ARCHITECTURE.md.
// Usage: node scripts/check-layers.mjs [directory of the repository]
import { fileURLToPath } from "node:url";
import { checkTree } from "./layers/check-tree.mjs";

const root = process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url));
const breaches = checkTree(root);
for (const { file, line, rule, advice } of breaches) console.log(`${file}:${line}: ${rule}\n    ${advice}`);
console.log(
  breaches.length === 0 ? "layers: all imports go the right way" : `layers: ${breaches.length} to mend`,
);
process.exitCode = breaches.length === 0 ? 0 : 1;
