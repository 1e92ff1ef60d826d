/**
 * What a file of a source is for: `config` declares resources and jobs, `templates` holds anchors that every
 * other file of the source may use.
 */
export type FileRole = "config" | "templates";

const COMPATIBLE_NAME = /shippable(\.(jobs|resources|triggers|templates))?\.ya?ml$/;
const NATIVE_NAME = /^landbridge(\.[^/]+)?\.ya?ml$/;
const NATIVE_FOLDER = /(^|\/)\.landbridge\/[^/]+\.ya?ml$/;

/**
 * Is a path, relative to its source and with `/`, one that Landbridge reads? Compatible names count in every
 * folder and only by how they end: `api.shippable.yml` is read, `shippable.yml.example` is not.
 */
export function isConfigFile(path: string): boolean {
  const name = baseName(path);
  return COMPATIBLE_NAME.test(name) || NATIVE_NAME.test(name) || NATIVE_FOLDER.test(path);
}

/** Is it called as configurations of earlier platforms are? */
export function hasCompatibleName(path: string): boolean {
  return COMPATIBLE_NAME.test(baseName(path));
}

/** Only templates in the root are shared; those in other folders are read as ordinary files. */
export function roleOfFile(path: string): FileRole {
  const relative = path.replace(/^(\.\/)+/, "");
  if (/^(shippable|landbridge)\.templates\.ya?ml$/.test(relative)) return "templates";
  if (/^\.landbridge\/templates\.ya?ml$/.test(relative)) return "templates";
  return "config";
}

/** A templates file by its name, wherever it stands. */
export function hasTemplatesName(path: string): boolean {
  return /(^|[./])templates\.ya?ml$/.test(path);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
