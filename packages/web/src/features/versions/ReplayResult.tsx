import type { ReplayView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { Sentence } from "../names/Sentence.tsx";

/** What each consumer made of a version that was sent down again. */
export function ReplayResult({ replay: { decisions } }: { readonly replay: ReplayView }): ReactElement {
  if (decisions.length === 0) {
    return (
      <p className="result" role="status">
        Nothing reads it.
      </p>
    );
  }
  return (
    <ul className="replay" role="status">
      {decisions.map(({ job, text, runNumber }) => (
        <li key={job}>
          <Sentence text={`${job}: ${text}`} />{" "}
          {runNumber !== undefined && (
            <Link href={runPath(job, runNumber)} className="text-link nowrap">
              Run #{runNumber}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
