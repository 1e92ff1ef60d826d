import { useState } from "react";
import type { ReactElement } from "react";
import type { VersionOf } from "../../api/version-of.ts";
import { useReplay } from "../../api/rerun-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { Button } from "../../ui/Button.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { QuarantineDialog } from "./QuarantineDialog.tsx";
import { ReplayResult } from "./ReplayResult.tsx";

interface VersionActionsProps {
  readonly version: VersionOf;
  readonly isQuarantined: boolean;
}

/** Quarantine or release, and sending it down the graph again. */
export function VersionActions({ version, isQuarantined }: VersionActionsProps): ReactElement | null {
  const replay = useReplay(version);
  const [isAsking, setAsking] = useState(false);
  if (!useMay("operator")) return null;
  return (
    <div className="job-actions">
      <div className="button-row">
        <Button
          icon="arrow-right"
          disabled={isQuarantined || replay.isPending}
          title={isQuarantined ? "It is in quarantine" : "What reads it hears of it as if it came now"}
          onClick={() => replay.mutate()}
        >
          Send down again
        </Button>
        <Button icon="quarantine" onClick={() => setAsking(true)}>
          {isQuarantined ? "Release…" : "Quarantine…"}
        </Button>
      </div>
      {replay.error && <Refusal error={replay.error} />}
      {replay.data && <ReplayResult replay={replay.data} />}
      <QuarantineDialog
        version={version}
        kind={isQuarantined ? "release" : "quarantine"}
        isOpen={isAsking}
        onOpenChange={setAsking}
      />
    </div>
  );
}
