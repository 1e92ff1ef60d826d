// Old Node versions must be able to parse this file: no `node:` names, no optional chaining, no top-level await.

export const OLDEST_NODE = [20, 19];

/** One sentence when this Node is too old for Landbridge, else undefined. */
export function nodeVersionFault(version) {
  const [major, minor] = version.split(".").map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (isNewEnough) return undefined;
  return "Landbridge needs Node.js " + OLDEST_NODE.join(".") + " or newer; this is " + version + ".";
}

/** Runs what `load` imports, unless this Node is too old: then one sentence and exit code 1. */
export function onSupportedNode(load) {
  const fault = nodeVersionFault(process.versions.node);
  if (fault === undefined) {
    load();
    return;
  }
  process.stderr.write(fault + "\n");
  process.exitCode = 1;
}
