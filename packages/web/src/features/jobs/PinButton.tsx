import type { JobInputView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { useChangePin } from "../../api/version-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { Button } from "../../ui/Button.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { PinDialog } from "./PinDialog.tsx";

interface PinButtonProps {
  readonly job: string;
  readonly input: JobInputView;
}

/** Pins an IN, or takes away the pin that somebody set. */
export function PinButton({ job, input }: PinButtonProps): ReactElement | null {
  const change = useChangePin(job);
  const [isChoosing, setChoosing] = useState(false);
  if (!useMay("operator")) return null;
  const isPinned = input.commandPin !== undefined;
  return (
    <>
      {isPinned && (
        <Button
          kind="quiet"
          icon="close"
          disabled={change.isPending}
          aria-label={`Unpin ${input.from}`}
          onClick={() => change.mutate({ input: input.from })}
        >
          Unpin
        </Button>
      )}
      {!isPinned && (
        <Button kind="quiet" icon="pin" aria-label={`Pin ${input.from}…`} onClick={() => setChoosing(true)}>
          Pin…
        </Button>
      )}
      <PinDialog job={job} input={input} isOpen={isChoosing} onOpenChange={setChoosing} />
      {isPinned && change.error && <Refusal error={change.error} />}
    </>
  );
}
