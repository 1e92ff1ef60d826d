import type { PinTarget } from "../../api/version-queries.ts";

/** What is being chosen for a pin: one of the versions that are shown, or a name as it is typed. */
export type PinChoice =
  { readonly kind: "number"; readonly number: number } | { readonly kind: "name"; readonly name: string };

/** What the pin would hold its input at; none while nothing is chosen or the name is empty. */
export function targetOf(choice: PinChoice | undefined): PinTarget | undefined {
  if (choice?.kind === "number") return { versionNumber: choice.number };
  const name = choice?.name.trim() ?? "";
  return name === "" ? undefined : { versionName: name };
}

/** What the button says: "Pin to #3", "Pin to the newest stable". */
export function wordsOfChoice(choice: PinChoice | undefined): string {
  if (!choice) return "Choose a version";
  if (choice.kind === "number") return `Pin to #${String(choice.number)}`;
  const name = choice.name.trim();
  return name === "" ? "Give the name" : `Pin to the newest ${name}`;
}
