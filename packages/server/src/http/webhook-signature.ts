import { createHmac, timingSafeEqual } from "node:crypto";

/** Hosts of repositories whose webhooks are understood; `plain` is for scripts and everything else. */
export const HOOK_PROVIDERS = ["github", "gitlab", "bitbucket", "gitea", "plain"] as const;
export type HookProvider = (typeof HOOK_PROVIDERS)[number];

export function isHookProvider(name: string): name is HookProvider {
  return HOOK_PROVIDERS.some((provider) => provider === name);
}

/** Whether the sender knows the secret; looked at on the raw bytes, before anything of them is parsed. */
export function isSignedBy(
  secret: string,
  provider: HookProvider,
  request: { readonly header: (name: string) => string | undefined; readonly body: Uint8Array },
): boolean {
  const { header, body } = request;
  const signature = (): string => createHmac("sha256", secret).update(body).digest("hex");
  switch (provider) {
    case "github":
      return isSame(header("x-hub-signature-256"), () => `sha256=${signature()}`);
    case "bitbucket":
      return isSame(header("x-hub-signature"), () => `sha256=${signature()}`);
    case "gitea":
      return isSame(header("x-gitea-signature") ?? header("x-forgejo-signature"), signature);
    case "gitlab":
      return isSame(header("x-gitlab-token"), () => secret);
    case "plain":
      return isSame(header("authorization"), () => `Bearer ${secret}`);
  }
}

/** Takes the same time wherever the texts differ. */
function isSame(given: string | undefined, expected: () => string): boolean {
  if (given === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected())];
  return a.length === b.length && timingSafeEqual(a, b);
}
