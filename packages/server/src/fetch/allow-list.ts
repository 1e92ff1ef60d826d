import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Where the server may go although it is no public address. */
export interface AllowList {
  /** In small letters, without a dot at the end. */
  readonly hosts: ReadonlySet<string>;
  readonly ranges: readonly (readonly [Address, number])[];
}

export type ParsedAllowList =
  | { readonly ok: true; readonly list: AllowList }
  /** The entry that is neither a name of a host nor an address nor a range. */
  | { readonly ok: false; readonly entry: string };

export const NOTHING_ALLOWED: AllowList = { hosts: new Set(), ranges: [] };

/** `git.internal, 10.1.0.0/16 fd00::1`: names of hosts, addresses and ranges, with commas or blanks between. */
export function parseAllowList(text: string): ParsedAllowList {
  const hosts = new Set<string>();
  const ranges: (readonly [Address, number])[] = [];
  for (const entry of text.split(/[\s,]+/).filter((each) => each !== "")) {
    if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry));
    else if (isPlainAddress(entry)) ranges.push(rangeOf(ipaddr.process(entry)));
    else if (isName(entry)) hosts.add(hostName(entry));
    else return { ok: false, entry };
  }
  return { ok: true, list: { hosts, ranges } };
}

/** The name of a host in the one form that names are compared in. */
export function hostName(written: string): string {
  return written.toLowerCase().replace(/\.$/, "");
}

/**
 * What keeps the server from an address, as the end of a sentence ("… is a private address"), or nothing. Only
 * what anybody on the internet could reach is open without being allowed.
 */
export function faultOfAddress(text: string, { ranges }: AllowList): string | undefined {
  if (!ipaddr.isValid(text)) return "is no address";
  // An IPv4 address in IPv6 clothes is what it is inside.
  const address = ipaddr.process(text);
  if (ranges.some((range) => isInside(address, range))) return undefined;
  const kind = address.range();
  if (kind !== "unicast") return `is ${KINDS[kind] ?? "not a public address"}`;
  return METADATA.has(address.toString()) ? "gives out secrets of the machine" : undefined;
}

/** Azure's is a public address by its number; those of other clouds are link-local or private. */
const METADATA: ReadonlySet<string> = new Set(["168.63.129.16"]);

const KINDS: Readonly<Record<string, string>> = {
  loopback: "the server's own machine",
  unspecified: "the server's own machine",
  private: "a private address",
  uniqueLocal: "a private address",
  carrierGradeNat: "a private address",
  linkLocal: "a link-local address",
  multicast: "an address of many",
  broadcast: "an address of many",
};

function isPlainAddress(entry: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(entry) || ipaddr.IPv6.isValid(entry);
}

/** `10.1` and `0x7f.1` look like names and are addresses to whoever reads a URL. */
function isName(entry: string): boolean {
  const label = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9])?$/i;
  const isOfLabels = hostName(entry)
    .split(".")
    .every((each) => label.test(each));
  return isOfLabels && URL.canParse(`http://${entry}`) && isIP(new URL(`http://${entry}`).hostname) === 0;
}

function rangeOf(address: Address): readonly [Address, number] {
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function isInside(address: Address, [network, bits]: readonly [Address, number]): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}
