/** How a version is called: by its name, shortened when it is a commit, else by its number. */
export function versionWords(version: { readonly number: number; readonly name?: string }): string {
  return version.name === undefined ? `#${version.number}` : shortName(version.name);
}

/** Forty hexadecimal digits say no more to a person than the first seven. */
export function shortName(name: string): string {
  return /^[0-9a-f]{40}$/.test(name) ? name.slice(0, 7) : name;
}
