import { useState } from "react";
import type { ReactElement } from "react";
import type { VersionOf } from "../../api/version-of.ts";
import { useQuarantine } from "../../api/version-queries.ts";
import type { QuarantineAsked } from "../../api/version-queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { showFaults } from "../inputs/show-faults.ts";
import { TextField } from "../../ui/TextField.tsx";

interface QuarantineDialogProps {
  readonly version: VersionOf;
  readonly kind: QuarantineAsked["kind"];
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

const WORDS = {
  quarantine: {
    title: "Put it in quarantine?",
    description:
      "No run takes it until somebody releases it; runs that are bound to it and have not started end.",
    button: "Quarantine",
    label: "What is wrong with it",
  },
  release: {
    title: "Release it from quarantine?",
    description: "Runs may take it again. That starts only jobs that take every version and had left it out.",
    button: "Release",
    label: "Why it is good again (may stay empty)",
  },
} as const;

/** Asks for the reason before a version is set aside, or taken back. */
export function QuarantineDialog({
  version,
  kind,
  isOpen,
  onOpenChange,
}: QuarantineDialogProps): ReactElement {
  const words = WORDS[kind];
  const { name, number } = version;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`${name} #${String(number)}: ${words.title.charAt(0).toLowerCase()}${words.title.slice(1)}`}
      description={words.description}
    >
      <ReasonForm version={version} kind={kind} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface ReasonFormProps extends Pick<QuarantineDialogProps, "version" | "kind"> {
  readonly onDone: () => void;
}

function ReasonForm({ version, kind, onDone }: ReasonFormProps): ReactElement {
  const change = useQuarantine(version);
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string>();
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (kind === "quarantine" && reason.trim() === "") {
          const words = "Say what is wrong with it, for those who wonder why it is not taken.";
          return showFaults(event.currentTarget, () => setFault(words));
        }
        return change.mutate({ kind, reason: reason.trim() }, { onSuccess: onDone });
      }}
    >
      <div className="dialog-body">
        <TextField
          label={WORDS[kind].label}
          value={reason}
          fault={fault}
          isFirst
          onChange={(next) => {
            setReason(next);
            setFault(undefined);
          }}
        />
        {change.error && <Refusal error={change.error} />}
      </div>
      <footer className="dialog-foot">
        <Button
          kind={kind === "quarantine" ? "danger" : "primary"}
          type="submit"
          icon="quarantine"
          disabled={change.isPending}
        >
          {WORDS[kind].button}
        </Button>
      </footer>
    </form>
  );
}
