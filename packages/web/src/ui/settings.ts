/** Small choices of one person on one machine. A browser that keeps nothing gets the defaults. */
export function readSetting(name: string): string | undefined {
  try {
    return localStorage.getItem(`landbridge.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeSetting(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`landbridge.${name}`);
    else localStorage.setItem(`landbridge.${name}`, value);
  } catch {
    // Storage is refused, as in some private windows: the choice lasts as long as the page.
    return;
  }
}
