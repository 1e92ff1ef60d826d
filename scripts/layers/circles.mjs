/** Circles in a graph of `Map<name, names>`: one list of names for each, by Tarjan's strongly connected parts. */
export function findCircles(edges) {
  const state = { edges, order: new Map(), low: new Map(), stack: [], circles: [] };
  for (const name of edges.keys()) if (!state.order.has(name)) visit(state, name);
  return state.circles.map((part) => shortestCircle(edges, part));
}

function visit(state, name) {
  const { order, low, stack } = state;
  order.set(name, order.size);
  low.set(name, order.get(name));
  stack.push(name);
  for (const next of state.edges.get(name) ?? []) {
    if (!order.has(next)) visit(state, next);
    if (stack.includes(next)) low.set(name, Math.min(low.get(name), low.get(next)));
  }
  if (low.get(name) !== order.get(name)) return;
  const part = stack.splice(stack.indexOf(name));
  if (part.length > 1 || state.edges.get(name)?.includes(name)) state.circles.push(part);
}

/** From the first name of a part back to itself, so that the message shows a way that can be cut. */
function shortestCircle(edges, part) {
  const start = part.toSorted()[0];
  const ways = [[start]];
  const seen = new Set();
  for (const way of ways) {
    for (const next of edges.get(way.at(-1)) ?? []) {
      if (next === start) return [...way, start];
      if (!part.includes(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return part;
}
