import type { JobInputView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath } from "../../paths.ts";

export function InputName({ input }: { readonly input: JobInputView }): ReactElement {
  if (input.kind === "missing") return <span className="muted">{input.from} (missing)</span>;
  return (
    <Link href={input.kind === "job" ? jobPath(input.from) : resourcePath(input.from)} className="name-link">
      {input.from}
    </Link>
  );
}
