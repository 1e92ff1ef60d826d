import { inOrderOfChoice } from "./passed-input.ts";
import type { AskedInput } from "./passed-input.ts";
import { createPassedNetwork } from "./passed-network.ts";
import type { Budget, PassedNetwork, ReadRuns } from "./passed-network.ts";

/** Versions that passed together, and the run of each passed job that they come from. */
export interface PassedSet {
  readonly versions: ReadonlyMap<string, number>;
  readonly runs: ReadonlyMap<string, number>;
}

export type Searched =
  | { readonly kind: "set"; readonly set: PassedSet }
  | { readonly kind: "none" }
  | { readonly kind: "gave-up" };

type Versions = ReadonlyMap<string, number>;

/** The first of the sets that fit, in the order that `resolvePassed` tells. */
export function searchSet(inputs: readonly AskedInput[], readRuns: ReadRuns, budget: Budget): Searched {
  const network = createPassedNetwork(inputs, readRuns, budget);
  const every = inputs.filter((input) => input.isEvery);
  const order = [...every, ...inputs.filter((input) => !input.isEvery)];
  const versions = network && (newSet(network, order, budget) ?? firstSet(network, order, budget));
  if (versions) return { kind: "set", set: { versions, runs: network.newestRuns() } };
  return { kind: budget.left < 0 ? "gave-up" : "none" };
}

/** The first set with something new for the first IN of `flow: every` for which there is one. */
function newSet(network: PassedNetwork, order: readonly AskedInput[], budget: Budget): Versions | undefined {
  for (const input of order) {
    if (!input.isEvery) continue;
    const mark = network.mark();
    if (network.narrow(input, (version) => !input.isTaken(version))) {
      const found = firstSet(network, [input, ...order.filter((other) => other !== input)], budget);
      if (found) return found;
    }
    network.undo(mark);
    if (budget.left < 0) return undefined;
  }
  return undefined;
}

/** Each IN in turn takes the first version for which the INs after it find theirs. */
function firstSet(
  network: PassedNetwork,
  order: readonly AskedInput[],
  budget: Budget,
): Versions | undefined {
  const chosen = new Map<string, number>();
  const takeFrom = (at: number): boolean => {
    const input = order[at];
    if (!input) return true;
    const possible = inOrderOfChoice(input, network.possible(input));
    for (const version of possible) {
      const mark = network.mark();
      chosen.set(input.from, version);
      if (network.narrow(input, (other) => other === version) && takeFrom(at + 1)) return true;
      network.undo(mark);
      if (budget.left < 0) return false;
    }
    return false;
  };
  return takeFrom(0) ? chosen : undefined;
}
