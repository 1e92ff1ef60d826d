import type { SourceView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { useSourceAction, useSyncSource } from "../../api/source-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { Button } from "../../ui/Button.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { RemoveSource } from "./RemoveSource.tsx";

interface SourceActionsProps {
  readonly source: SourceView;
  /** The source is gone altogether: it had never declared anything. */
  readonly onForgotten: () => void;
  readonly onSynced: () => void;
}

/** What may be done with a source, by those who may. */
export function SourceActions({ source, onForgotten, onSynced }: SourceActionsProps): ReactElement | null {
  const sync = useSyncSource(source.name);
  const toggle = useSourceAction(source.name);
  const mayRemove = useMay("admin");
  if (!useMay("operator")) return null;
  return (
    <div className="job-actions">
      <div className="button-row">
        <SyncButton sync={sync} onSynced={onSynced} />
        <PauseButton source={source} toggle={toggle} />
        {mayRemove && <RemoveButton source={source} onForgotten={onForgotten} />}
        {sync.data && !sync.isPending && (
          <span className="result" role="status">
            {sync.data.lastSync?.status === "failure" ? "The sync failed." : "Synced."}
          </span>
        )}
      </div>
      {sync.error && <Refusal error={sync.error} />}
      {toggle.error && <Refusal error={toggle.error} />}
    </div>
  );
}

interface SyncButtonProps {
  readonly sync: ReturnType<typeof useSyncSource>;
  readonly onSynced: () => void;
}

function SyncButton({ sync, onSynced }: SyncButtonProps): ReactElement {
  return (
    <Button
      icon="sync"
      disabled={sync.isPending}
      title="Reads it again and applies what it says"
      onClick={() => sync.mutate({}, { onSuccess: onSynced })}
    >
      {sync.isPending ? "Syncing…" : "Sync"}
    </Button>
  );
}

interface PauseButtonProps {
  readonly source: SourceView;
  readonly toggle: ReturnType<typeof useSourceAction>;
}

function PauseButton({ source: { isPaused }, toggle }: PauseButtonProps): ReactElement {
  return (
    <Button
      icon={isPaused ? "play" : "pause"}
      disabled={toggle.isPending}
      title={isPaused ? "Polls and webhooks sync it again" : "Neither polls nor webhooks sync it"}
      onClick={() => toggle.mutate(isPaused ? "resume" : "pause")}
    >
      {isPaused ? "Resume" : "Pause"}
    </Button>
  );
}

function RemoveButton({ source, onForgotten }: Omit<SourceActionsProps, "onSynced">): ReactElement {
  const { name, lastSync } = source;
  const [isRemoving, setRemoving] = useState(false);
  return (
    <>
      <Button kind="quiet" icon="minus" onClick={() => setRemoving(true)}>
        Remove…
      </Button>
      <RemoveSource
        source={name}
        isOpen={isRemoving}
        onOpenChange={setRemoving}
        onRemoved={() => lastSync === undefined && onForgotten()}
      />
    </>
  );
}
