interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Who feeds whom, ready to be walked. */
export interface Neighbours {
  readonly upstream: ReadonlyMap<string, readonly string[]>;
  readonly downstream: ReadonlyMap<string, readonly string[]>;
}

export function neighboursOf(edges: readonly Edge[]): Neighbours {
  const upstream = new Map<string, string[]>();
  const downstream = new Map<string, string[]>();
  for (const { from, to } of edges) {
    append(upstream, to, from);
    append(downstream, from, to);
  }
  return { upstream, downstream };
}

/** A vertex with all its ancestors and descendants: what hovering it lights. */
export function familyOf(neighbours: Neighbours, id: string): ReadonlySet<string> {
  return new Set([...reach(neighbours.upstream, id), ...reach(neighbours.downstream, id)]);
}

function reach(next: ReadonlyMap<string, readonly string[]>, start: string): ReadonlySet<string> {
  const found = new Set([start]);
  const open = [start];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const other of next.get(current) ?? []) {
      if (found.has(other)) continue;
      found.add(other);
      open.push(other);
    }
  }
  return found;
}

/**
 * How many jobs lie before each vertex on its longest way: the stages of the list on a phone. A circle (allowed
 * through `state`) is cut where it is met again.
 */
export function stagesOf(
  ids: readonly string[],
  jobs: ReadonlySet<string>,
  neighbours: Neighbours,
): ReadonlyMap<string, number> {
  const stages = new Map<string, number>();
  const entered = new Set<string>();
  for (const root of ids) {
    // Depth first with its own stack: a chain of thousands must not overflow the call stack.
    const stack = [root];
    while (stack.length > 0) {
      const id = stack.at(-1) ?? root;
      const before = neighbours.upstream.get(id) ?? [];
      if (!entered.has(id)) {
        entered.add(id);
        stack.push(...before.filter((other) => !entered.has(other)));
        continue;
      }
      stack.pop();
      if (stages.has(id)) continue;
      const depths = before.map((other) => (stages.get(other) ?? -1) + (jobs.has(other) ? 1 : 0));
      stages.set(id, Math.max(0, ...depths));
    }
  }
  return stages;
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}
