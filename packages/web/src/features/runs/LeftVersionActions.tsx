import type { RunView } from "@landbridge/api";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import type { ReactElement } from "react";
import { useReplay } from "../../api/rerun-queries.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { QuarantineDialog } from "../versions/QuarantineDialog.tsx";
import { ReplayResult } from "../versions/ReplayResult.tsx";

/** What can be done with what a successful run left: send it down again, keep it from being used, release it. */
export function LeftVersionActions({ run }: { readonly run: RunView }): ReactElement | null {
  const version = { kind: "job", name: run.job, number: run.number } as const;
  const replay = useReplay(version);
  const [isAsking, setAsking] = useState(false);
  if (run.status !== "success") return null;
  const isQuarantined = run.quarantined !== undefined;
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="button" data-square="" aria-label="What it left: more" title="More">
          <Icon name="more" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu menu-wide" align="end" sideOffset={6}>
            <DropdownMenu.Item
              className="menu-item menu-choice"
              disabled={isQuarantined}
              onSelect={() => replay.mutate()}
            >
              <span>Send what it left down again</span>
              <span className="muted small">What reads it hears of it as if it came now.</span>
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item menu-choice" onSelect={() => setAsking(true)}>
              <span>{isQuarantined ? "Release what it left…" : "Quarantine what it left…"}</span>
              <span className="muted small">
                {isQuarantined ? "Runs may take it again." : "No run takes it until it is released."}
              </span>
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {replay.error && <Refusal error={replay.error} />}
      {replay.data && <ReplayResult replay={replay.data} />}
      <QuarantineDialog
        version={version}
        kind={isQuarantined ? "release" : "quarantine"}
        isOpen={isAsking}
        onOpenChange={setAsking}
      />
    </>
  );
}
