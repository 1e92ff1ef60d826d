import type { SourceView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { sourcePath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { SourceStatus } from "./SourceStatus.tsx";

/** Name, status and place of a source, as the head of its card. */
export function SourceName({ source }: { readonly source: SourceView }): ReactElement {
  return (
    <>
      <Icon name={source.kind === "git" ? "branch" : "sources"} size={20} />
      <div className="source-words">
        <div className="source-title">
          <h2>
            <Link href={sourcePath(source.name)} className="source-link">
              {source.name}
            </Link>
          </h2>
          <SourceStatus source={source} />
        </div>
        <p className="muted mono small cut" title={source.location}>
          {source.location}
          {source.branch !== undefined && ` · ${source.branch}`}
        </p>
      </div>
    </>
  );
}
