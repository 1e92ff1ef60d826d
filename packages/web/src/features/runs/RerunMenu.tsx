import type { RunView } from "@landbridge/api";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import { useLocation } from "wouter";
import { useRerun } from "../../api/rerun-queries.ts";
import { runPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { rerunChoices } from "./rerun-choices.ts";

/** Runs it again in one of three ways, and goes to the new run. */
export function RerunMenu({ run }: { readonly run: RunView }): ReactElement | null {
  const rerun = useRerun(run.job, run.number);
  const [, navigate] = useLocation();
  const choices = rerunChoices(run);
  if (choices.length === 0) return null;
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="button" disabled={rerun.isPending}>
          <Icon name="sync" />
          {rerun.isPending ? "Asking…" : "Rerun"}
          <Icon name="down" size={14} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu menu-wide" align="end" sideOffset={6}>
            {choices.map(({ how, label, does, whyNot }) => (
              <DropdownMenu.Item
                key={how}
                className="menu-item menu-choice"
                disabled={whyNot !== undefined}
                onSelect={() =>
                  rerun.mutate(how, { onSuccess: (made) => navigate(runPath(made.job, made.number)) })
                }
              >
                <span>{label}</span>
                <span className="muted small">{whyNot ?? does}</span>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {rerun.error && <Refusal error={rerun.error} />}
    </>
  );
}
