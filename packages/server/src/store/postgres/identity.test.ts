import { expect, test } from "vitest";
import { candidateIdentities, commandAs, parseAccounts } from "./identity.ts";
import type { IdentityFacts } from "./identity.ts";

const root = { uid: 0, gid: 0 };
const postgres = { uid: 101, gid: 104 };
const nobody = { uid: 65534, gid: 65534 };
const alice = { uid: 1000, gid: 1000 };
const accounts = [
  { name: "root", ...root },
  { name: "nobody", ...nobody },
  { name: "postgres", ...postgres },
  { name: "alice", ...alice },
];
const facts: IdentityFacts = { uid: 0, hasName: true, owner: root, hasCluster: false, accounts };

test.each<[string, Partial<IdentityFacts>, readonly string[]]>([
  ["an ordinary user runs it himself", { uid: 1000, owner: alice }, ["self"]],
  ["a user without a name tries a namespace first", { uid: 5432, hasName: false }, ["namespace 101", "self"]],
  [
    "a user without a name needs none once there is a cluster",
    { uid: 5432, hasName: false, hasCluster: true },
    ["self"],
  ],
  ["root tries a namespace, then another user", {}, ["namespace 101", "user 101"]],
  ["what is Alice's stays Alice's", { owner: alice }, ["user 1000", "namespace 101", "user 101"]],
  [
    "an owner without a name can't make a cluster",
    { owner: { uid: 5432, gid: 1 } },
    ["namespace 101", "user 101"],
  ],
  [
    "an owner without a name may run the one he has",
    { owner: { uid: 5432, gid: 1 }, hasCluster: true },
    ["user 5432", "namespace 101", "user 101"],
  ],
  [
    "nobody will do where there is no postgres",
    { accounts: accounts.slice(0, 2) },
    ["namespace 65534", "user 65534"],
  ],
  ["without any account there is nobody to be", { accounts: [] }, []],
])("%s", (_, differences, expected) => {
  const candidates = candidateIdentities({ ...facts, ...differences });
  expect(candidates.map((one) => ("account" in one ? `${one.kind} ${one.account.uid}` : one.kind))).toEqual(
    expected,
  );
});

test("accounts are read from a passwd file, broken lines left out", () => {
  const passwd = "root:x:0:0:root:/root:/bin/sh\n\n+::::::\nalice:x:1000:1000::/home/alice:/bin/sh\n";
  expect(parseAccounts(passwd)).toEqual([
    { name: "root", uid: 0, gid: 0 },
    { name: "alice", uid: 1000, gid: 1000 },
  ]);
});

test("in a namespace only the process itself sees another user id", () => {
  const command = commandAs({ kind: "namespace", account: nobody }, ["/bin/postgres"]);
  expect(command).toMatchObject({ file: "unshare" });
  expect(command.args).toEqual(
    expect.arrayContaining(["--map-user=65534", "--map-group=65534", "/bin/postgres"]),
  );
  expect(command.uid).toBeUndefined();
});
