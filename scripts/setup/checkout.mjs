// Where things are in this checkout. No script depends on the directory that it was started in.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const checkout = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Stamps, logs and reports of the scripts; nothing in it is missed when it is deleted. */
export const cacheDirectory = join(checkout, ".cache");

export function inCheckout(...parts) {
  return join(checkout, ...parts);
}

/** The JavaScript file behind a command of an installed package, to be run by this very Node. */
export function binOf(packageName, command = packageName) {
  const directory = inCheckout("node_modules", ...packageName.split("/"));
  const { bin } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  return join(directory, typeof bin === "string" ? bin : bin[command]);
}
