// Holds the documents against the sources: what a program says must be found by who looks it up.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { anchorsIn, headingsIn, linksIn } from "./markdown.mjs";
import { countMethods, namesIn, routesIn, settingsIn, withBraces } from "./source-facts.mjs";

const REFERENCE = "docs/reference";
const CODES = [
  { kind: "error code", source: "packages/core/src/error.ts", constant: "ERROR_CODES", page: "errors.md" },
  {
    kind: "problem code",
    source: "packages/language/src/problems/problem.ts",
    constant: "PROBLEM_CODES",
    page: "problems.md",
  },
  { kind: "reason code", source: "packages/core/src/decision.ts", constant: "REASONS", page: "reasons.md" },
  {
    kind: "reason code",
    source: "packages/core/src/run-plan.ts",
    constant: "RUN_REASON_CODES",
    page: "reasons.md",
  },
];
const ROUTES = "packages/api/src/routes.ts";
/** Where parts of the table stand, and the words that its paths share. */
const ROUTE_PARTS = ["packages/api/src/route.ts", "packages/api/src/routes"];
const LEFT_OUT = ["node_modules", "dist", "coverage"];

/** Everything that is missing: `{ file, line, fault }`. */
export function checkDocuments(root) {
  const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
  return [
    ...CODES.flatMap((codes) => missingCodes(read, codes)),
    ...missingSettings(root, read),
    ...missingRoutes(root, read),
    ...brokenLinks(root, read),
  ];
}

function missingCodes(read, { kind, source, constant, page }) {
  const names = namesIn(read(source) ?? "", constant);
  if (names === undefined || names.length === 0)
    return [{ file: source, line: 1, fault: `no ${constant} found here` }];
  const file = `${REFERENCE}/${page}`;
  const headings = new Set(headingsIn(read(file) ?? "").map((heading) => heading.replaceAll("`", "")));
  const missing = names.filter((name) => !headings.has(name));
  return missing.map((name) => ({
    file,
    line: 1,
    fault: `no heading "### ${name}" for this ${kind} of ${source}`,
  }));
}

function missingSettings(root, read) {
  const file = `${REFERENCE}/configuration.md`;
  const page = read(file) ?? "";
  const sources = filesBelow(root, "packages", (path) => path.endsWith("/config.ts"));
  return sources.flatMap((source) => {
    const missing = settingsIn(read(source)).filter((name) => !page.includes(`\`${name}\``));
    return missing.map((name) => ({ file, line: 1, fault: `no \`${name}\`, which ${source} reads` }));
  });
}

function missingRoutes(root, read) {
  const parts = filesBelow(root, "packages/api/src", (path) =>
    ROUTE_PARTS.some((part) => path === part || path.startsWith(`${part}/`)),
  );
  const source = [ROUTES, ...parts].map((path) => read(path) ?? "").join("\n");
  const routes = routesIn(source);
  if (routes.length === 0 || routes.length !== countMethods(source)) {
    return [
      {
        file: ROUTES,
        line: 1,
        fault: "every route must say method and path next to each other, as plain text",
      },
    ];
  }
  const file = `${REFERENCE}/http-api.md`;
  const page = withBraces(read(file) ?? "")
    .replaceAll("`", "")
    .replace(/[ \t]+/g, " ");
  const missing = routes.filter((route) => !isWrittenIn(page, route));
  return missing.map((route) => ({ file, line: 1, fault: `no "${route}", which ${ROUTES} has` }));
}

/** The route as a whole, not as the beginning of a longer path. */
function isWrittenIn(page, route) {
  const end = (at) => page[at + route.length];
  for (let at = page.indexOf(route); at !== -1; at = page.indexOf(route, at + 1)) {
    if (!/[\w/{-]/.test(end(at) ?? " ")) return true;
  }
  return false;
}

function brokenLinks(root, read) {
  const pages = filesBelow(root, ".", (path) => path.endsWith(".md"));
  return pages.flatMap((page) =>
    linksIn(read(page)).flatMap(({ target, line }) => {
      const fault = faultOfLink(root, read, { page, target });
      return fault === undefined ? [] : [{ file: page, line, fault }];
    }),
  );
}

function faultOfLink(root, read, { page, target }) {
  if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target)) return undefined;
  const [path, anchor] = decodeURI(target).split("#");
  const file = path === "" ? page : posix.join(posix.dirname(page), path);
  if (target.startsWith("/")) return `the link ${target} is absolute; write it relative to this file`;
  if (file.startsWith("../") || !existsSync(join(root, file))) return `the link ${target} leads nowhere`;
  if (!anchor || !file.endsWith(".md")) return undefined;
  return anchorsIn(read(file)).has(anchor) ? undefined : `${file} has no heading for the link ${target}`;
}

function filesBelow(root, directory, isWanted) {
  const entries = readdirSync(join(root, directory), { withFileTypes: true });
  const wanted = entries.filter(({ name }) => !name.startsWith(".") && !LEFT_OUT.includes(name));
  return wanted.flatMap((entry) => {
    const path = posix.join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(root, path, isWanted);
    return isWanted(path) ? [path] : [];
  });
}
