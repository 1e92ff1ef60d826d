import type { ReactElement } from "react";
import { useVersionWhy } from "../../api/queries.ts";
import type { VersionOf } from "../../api/version-of.ts";
import { Unread } from "../../ui/Note.tsx";
import { CauseChain } from "../why/CauseChain.tsx";
import { VersionTakers } from "./VersionTakers.tsx";

/** Which jobs took a version, which did not and why, and where it came from. */
export function VersionFates({ version }: { readonly version: VersionOf }): ReactElement {
  const query = useVersionWhy(version);
  if (!query.data) return <Unread what="who took it" query={query} />;
  const { consumers, chain } = query.data;
  return (
    <div className="fates">
      <h3>Who took it</h3>
      <VersionTakers name={version.name} consumers={consumers} />
      <h3>Where it came from</h3>
      <CauseChain chain={chain} />
    </div>
  );
}
