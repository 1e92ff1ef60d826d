import type { ReactElement } from "react";
import { Link, useLocation } from "wouter";
import { useGraph } from "../../api/queries.ts";
import { GATES_PATH, REMOVED_PATH } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";

interface Place {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  /** Pages that belong to it. */
  readonly holds: (path: string) => boolean;
}

export const PLACES: readonly Place[] = [
  { path: "/", name: "Graph", icon: "graph", holds: (path) => path === "/" || /^\/jobs\/[^/]+$/.test(path) },
  { path: "/runs", name: "Runs", icon: "runs", holds: (path) => path === "/runs" || path.includes("/runs/") },
  { path: GATES_PATH, name: "Gates", icon: "gated", holds: (path) => path === GATES_PATH },
  {
    path: "/resources",
    name: "Resources",
    icon: "resources",
    holds: (path) => path.startsWith("/resources"),
  },
  {
    path: "/sources",
    name: "Sources",
    icon: "sources",
    holds: (path) => path.startsWith("/sources") || path === REMOVED_PATH,
  },
  { path: "/agents", name: "Agents", icon: "agents", holds: (path) => path === "/agents" },
];

/** The places of the page: at the left, or below on a phone. */
export function Rail(): ReactElement {
  const [path] = useLocation();
  const gated = useGatedCount();
  return (
    <nav className="rail" aria-label="Places">
      <ul>
        {PLACES.map((place) => (
          <li key={place.path}>
            <Link
              href={place.path}
              className="rail-link"
              aria-current={place.holds(path) ? "page" : undefined}
            >
              <Icon name={place.icon} size={18} />
              <span>{place.name}</span>
              {place.path === GATES_PATH && gated > 0 && (
                <span className="rail-count" title={`${String(gated)} waiting for an approval`}>
                  {gated}
                  <span className="unseen"> waiting for an approval</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** How many runs wait for an approval. */
function useGatedCount(): number {
  const { data: graph } = useGraph();
  return (graph?.jobs ?? []).reduce((sum, job) => sum + job.gatedRuns, 0);
}
