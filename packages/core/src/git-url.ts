/** A git address, and the credentials that were written into it. */
export interface GitAddress {
  /** Without user name and password: safe on a command line and in logs. */
  readonly url: string;
  readonly credentials?: { readonly username: string; readonly password: string };
}

/**
 * Takes credentials out of an address. `https://user:secret@host/x` → `https://host/x` and the pair; an
 * absolute path becomes a `file://` address; everything else stays as it is.
 */
export function parseGitAddress(source: string): GitAddress {
  if (source.startsWith("/")) return { url: `file://${source}` };
  // Up to the last @ before the path: people write passwords with an @ as they are.
  const match = /^(https?:\/\/)([^/?#]*)@(.*)$/is.exec(source);
  if (!match) return { url: source };
  const [, scheme = "", userinfo = "", rest = ""] = match;
  const colon = userinfo.indexOf(":");
  const username = decode(colon < 0 ? userinfo : userinfo.slice(0, colon));
  const password = colon < 0 ? "" : decode(userinfo.slice(colon + 1));
  return { url: `${scheme}${rest}`, credentials: { username, password } };
}

/** True for an address that can be cloned as it is; `org/repo` needs an integration that knows the host. */
export function isCloneable(source: string): boolean {
  return /^(https?|file|ssh):\/\/|^\/|^[\w.-]+@[\w.-]+:/.test(source);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray % is part of the password.
    return text;
  }
}
