// Every code, setting and route has its place in the documents, and every relative link leads somewhere.
// Usage: node scripts/check-docs.mjs [directory of the repository]
import { fileURLToPath } from "node:url";
import { checkDocuments } from "./docs/check-documents.mjs";

const root = process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url));
const faults = checkDocuments(root);
for (const { file, line, fault } of faults) console.log(`${file}:${line}: ${fault}`);
console.log(faults.length === 0 ? "docs: nothing is missing" : `docs: ${faults.length} to mend`);
process.exitCode = faults.length === 0 ? 0 : 1;
