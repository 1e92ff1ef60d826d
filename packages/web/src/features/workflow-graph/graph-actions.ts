import { createContext, use } from "react";

/** What a vertex can ask for. */
export interface GraphActions {
  readonly select: (id: string | undefined) => void;
  readonly open: (vertex: { readonly id: string; readonly kind: "job" | "resource" }) => void;
}

export const GraphActionsContext = createContext<GraphActions>({
  select: () => undefined,
  open: () => undefined,
});

export function useGraphActions(): GraphActions {
  return use(GraphActionsContext);
}
