/** Short enough that `_runCI` and `_ciRepo` still fit into a name. */
const LONGEST = 190;

/**
 * The name of a repository as it begins the names of its job and its resource: letters, digits, `_` and `-` stay,
 * any other run of characters becomes one `_`. `site.web` → `site_web`.
 */
export function sanitizeProject(project: string): string {
  const name = project.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, LONGEST);
  return /[A-Za-z0-9]/.test(name) ? name : "project";
}
