import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What an agent signs in with: the registration token once, then the key that the server gave it. */
export interface AgentKey {
  current(): string;
  save(key: string): void;
  /** The server does not take the key: back to the token. True when that changes anything. */
  forget(): boolean;
}

const stored = z.object({ server: z.string(), key: z.string() });

export function createAgentKey(options: {
  readonly directory: string;
  readonly server: string;
  readonly token: string;
}): AgentKey {
  const path = join(options.directory, "key.json");
  let key = readKey(path, options.server);
  return {
    current: () => key ?? options.token,
    save(next) {
      key = next;
      writeFileSync(path, JSON.stringify({ server: options.server, key }), { mode: 0o600 });
    },
    forget() {
      const hadKey = key !== undefined;
      key = undefined;
      rmSync(path, { force: true });
      return hadKey;
    },
  };
}

function readKey(path: string, server: string): string | undefined {
  try {
    const parsed = stored.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return parsed.data?.server === server ? parsed.data.key : undefined;
  } catch {
    // None yet, or half-written: the token serves.
    return undefined;
  }
}
