// The drawing of ARCHITECTURE.md as data: which part may import which. Parts are the packages, and of the server
// its folders; `server` alone means the files directly in packages/server/src, which wire the folders together.

const SERVER_FOLDERS = ["store", "fetch", "integrations", "engine", "http"];

export const LAYERS = {
  core: [],
  language: ["core"],
  api: ["core"],
  "server/store": ["core"],
  // What the server fetches for others goes through here alone; it knows nothing of why.
  "server/fetch": [],
  "server/integrations": ["server/fetch", "core"],
  // `api` for what agents and server say to each other; routes and views are the business of http.
  "server/engine": ["server/store", "server/fetch", "server/integrations", "core", "api", "language"],
  "server/http": ["server/engine", "server/store", "core", "api", "language"],
  server: [...SERVER_FOLDERS.map((folder) => `server/${folder}`), "core", "language", "api"],
  agent: ["core", "api"],
  cli: ["core", "language", "api", "server", "agent"],
  web: ["api", "core"],
};

/** Packages that run in a browser or must stay free of the machine: Node's own modules are closed to them. */
export const WITHOUT_NODE = ["core", "language", "api", "web"];

/** The part that a file belongs to, by its path from the root of the repository. */
export function partOf(path) {
  const [, name, , folder, ...rest] = path.split("/");
  if (name !== "server" || rest.length === 0) return name;
  return `server/${folder}`;
}

export function mayImport(from, to) {
  return from === to || (LAYERS[from]?.includes(to) ?? false);
}
