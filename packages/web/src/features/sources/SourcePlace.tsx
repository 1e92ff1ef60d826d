import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";

/** Where the YAML of a source is read. */
export function SourcePlace({ source }: { readonly source: SourceView }): ReactElement {
  const { kind, location, branch } = source;
  return (
    <p className="source-place">
      <span className="muted">{kind === "git" ? "Repository" : "Directory"}</span>{" "}
      <span className="mono">{location}</span>
      {branch !== undefined && (
        <>
          {" "}
          <span className="muted">branch</span> <span className="mono">{branch}</span>
        </>
      )}
    </p>
  );
}
