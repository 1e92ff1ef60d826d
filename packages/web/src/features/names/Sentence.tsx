import { useMemo } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useGraph } from "../../api/queries.ts";
import { jobPath, resourcePath, runPath } from "../../paths.ts";
import { linkNames } from "./link-names.ts";
import type { SentencePart } from "./link-names.ts";

/** A sentence of the server; the names in it lead to what they name. */
export function Sentence({ text }: { readonly text: string }): ReactElement {
  const { data: graph } = useGraph();
  const parts = useMemo(() => {
    const jobs = new Set(graph?.jobs.map((job) => job.name));
    const resources = new Set(graph?.resources.map((resource) => resource.name));
    return linkNames(text, { jobs, resources });
  }, [text, graph]);
  return (
    <>
      {parts.map((part, at) =>
        part.kind === "words" ? (
          part.text
        ) : (
          // Parts of a sentence have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <Link key={at} href={pathOf(part)} className="name-link">
            {part.text}
          </Link>
        ),
      )}
    </>
  );
}

function pathOf(part: Exclude<SentencePart, { kind: "words" }>): string {
  if (part.kind === "run") return runPath(part.job, part.number);
  return part.kind === "job" ? jobPath(part.name) : resourcePath(part.name);
}
