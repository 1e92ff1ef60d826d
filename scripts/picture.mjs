// Saves the graph of a running server as docs/images/graph.svg, drawn by the page's own code.
// Usage: node scripts/picture.mjs SIGN-IN-LINK [FILE]
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import ELK from "elkjs/lib/elk.bundled.js";
import { tsImport } from "tsx/esm/api";

const [link, file = fileURLToPath(new URL("../docs/images/graph.svg", import.meta.url))] =
  process.argv.slice(2);
if (link === undefined || !URL.canParse(link)) {
  console.error(
    "Usage: node scripts/picture.mjs SIGN-IN-LINK [FILE] (`landbridge login --link` prints a link)",
  );
  process.exit(2);
}

const { modelOf, structureOf } = await page("graph-model.ts");
const { elkGraphOf, readLayout } = await page("layout-graph.ts");
const { graphPicture } = await page("graph-picture.ts");
const model = modelOf(await readGraph(new URL(link)));
const layout = readLayout(await new ELK().layout(elkGraphOf(structureOf(model))));
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, graphPicture(model, layout));
console.log(`${file}: ${model.vertices.size} vertices, ${model.edges.length} edges`);

function page(name) {
  return tsImport(`../packages/web/src/features/workflow-graph/${name}`, import.meta.url);
}

async function readGraph({ origin, searchParams }) {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: searchParams.get("token") }),
  });
  if (!answer.ok) throw new Error(`The server refused the link: ${await answer.text()}`);
  const { workspace } = await answer.json();
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const graph = await fetch(`${origin}/api/v1/workspaces/${workspace}/graph`, { headers: { cookie } });
  return await graph.json();
}
