import { Fragment, useMemo } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath, runPath } from "../../paths.ts";
import { useKnownNames } from "./known-names.ts";
import { linkNames } from "./link-names.ts";
import type { SentencePart } from "./link-names.ts";

/** A sentence of the server; the names in it lead to what they name, and what stands in backticks is code. */
export function Sentence({ text }: { readonly text: string }): ReactElement {
  const pieces = text.split(/`([^`]+)`/);
  if (pieces.length === 1) return <Words text={text} />;
  return (
    <>
      {pieces.map((piece, at) => {
        const words = <Words text={piece} />;
        // Pieces of a sentence have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        return at % 2 === 0 ? <Fragment key={at}>{words}</Fragment> : <code key={at}>{words}</code>;
      })}
    </>
  );
}

function Words({ text }: { readonly text: string }): ReactElement {
  const known = useKnownNames();
  const parts = useMemo(() => linkNames(text, known), [text, known]);
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
