import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath } from "../../paths.ts";
import { useKnownNames } from "../names/known-names.ts";

/** A name in a plan: it leads to its page, when there is one by now or still. */
export function PlanName({ name }: { readonly name: string }): ReactElement {
  const known = useKnownNames();
  if (known.jobs.has(name)) {
    return (
      <Link href={jobPath(name)} className="name-link">
        {name}
      </Link>
    );
  }
  if (known.resources.has(name)) {
    return (
      <Link href={resourcePath(name)} className="name-link">
        {name}
      </Link>
    );
  }
  return <>{name}</>;
}
