import type { RunView } from "@landbridge/api";
import type { ReactElement } from "react";
import { useVersionWhy } from "../../api/queries.ts";
import { Unread } from "../../ui/Note.tsx";
import { VersionTakers } from "../versions/VersionTakers.tsx";

/** What became of the version of its job that a successful run is: who took it, and who did not and why. */
export function RunTakers({ run: { job, number } }: { readonly run: RunView }): ReactElement {
  const query = useVersionWhy({ kind: "job", name: job, number });
  if (!query.data) return <Unread what="who took it" query={query} />;
  return <VersionTakers name={job} consumers={query.data.consumers} />;
}
