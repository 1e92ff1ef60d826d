import { assertNever } from "@landbridge/core";
import type { Command } from "./command.ts";

/** As whom PostgreSQL runs: it refuses user 0. */
export type Identity =
  | { readonly kind: "self" }
  /** Another user id inside a user namespace, still ourselves outside: files stay ours, and any directory of ours will do. */
  | { readonly kind: "namespace"; readonly account: Account }
  | { readonly kind: "user"; readonly account: Account };

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface NamedAccount extends Account {
  readonly name: string;
}

export interface IdentityFacts {
  /** Our own user id. */
  readonly uid: number;
  /** `initdb` refuses a user without a name, as containers with an arbitrary user id have. */
  readonly hasName: boolean;
  /** Who owns the cluster, or the data directory while there is no cluster. */
  readonly owner: Account;
  readonly hasCluster: boolean;
  readonly accounts: readonly NamedAccount[];
}

/** Whom to try, best first. */
export function candidateIdentities(facts: IdentityFacts): readonly Identity[] {
  const account = pickAccount(facts.accounts);
  const namespace: readonly Identity[] = account === undefined ? [] : [{ kind: "namespace", account }];
  if (facts.uid !== 0)
    return facts.hasName || facts.hasCluster ? [{ kind: "self" }] : [...namespace, { kind: "self" }];

  // Files that an ordinary user owns stay that user's, so that he can start the server himself the next time.
  const ownerIsKnown = facts.hasCluster || facts.accounts.some(({ uid }) => uid === facts.owner.uid);
  const owner: readonly Identity[] =
    facts.owner.uid !== 0 && ownerIsKnown ? [{ kind: "user", account: facts.owner }] : [];
  const other: readonly Identity[] = account === undefined ? [] : [{ kind: "user", account }];
  return [...owner, ...namespace, ...other];
}

/** The accounts of a passwd file. */
export function parseAccounts(passwd: string): readonly NamedAccount[] {
  return passwd.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    if (name === undefined || !/^\d+$/.test(uid ?? "") || !/^\d+$/.test(gid ?? "")) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

/** The user whom files of the cluster must belong to, as the rest of the system sees him. */
export function fileOwner(identity: Identity, self: Account): Account {
  return identity.kind === "user" ? identity.account : self;
}

/** The command that runs a program under an identity; it keeps the process id that `spawn` returns. */
export function commandAs(identity: Identity, argv: readonly [string, ...string[]]): Command {
  const [file, ...args] = argv;
  switch (identity.kind) {
    case "self":
      return { file, args };
    case "user":
      return { file, args, uid: identity.account.uid, gid: identity.account.gid };
    case "namespace": {
      const { uid, gid } = identity.account;
      return {
        file: "unshare",
        args: ["--user", `--map-user=${uid}`, `--map-group=${gid}`, "--", file, ...args],
      };
    }
    default:
      return assertNever(identity);
  }
}

function pickAccount(accounts: readonly NamedAccount[]): Account | undefined {
  for (const name of ["landbridge", "postgres", "nobody"]) {
    const account = accounts.find((known) => known.name === name && known.uid !== 0);
    if (account !== undefined) return { uid: account.uid, gid: account.gid };
  }
  return undefined;
}
