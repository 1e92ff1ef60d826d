import type { ReactElement } from "react";
import { Link, useLocation } from "wouter";
import { REMOVED_PATH } from "../../paths.ts";
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
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
