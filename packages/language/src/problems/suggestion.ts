import { nearestName } from "@landbridge/core";

/** The hint for a name that is near to a known one, ready to be shown. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const nearest = nearestName(name, known);
  return nearest === undefined ? undefined : `did you mean \`${nearest}\`?`;
}
