import { AlertDialog } from "radix-ui";
import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./Button.tsx";
import { useDialogFocus } from "./dialog-focus.ts";
import type { IconName } from "./icon-paths.ts";
import { Refusal } from "./Refusal.tsx";
import { TextField } from "./TextField.tsx";

/** What is done when it is confirmed, and how that stands. */
export interface ConfirmedAction {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly reset: () => void;
}

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  /** What it means, in a sentence or two. */
  readonly description: string;
  /** What goes, in more detail. */
  readonly children?: ReactNode;
  /** To be typed before the button can be pressed; for what can't be undone. */
  readonly phrase?: string;
  readonly confirm: {
    readonly label: string;
    readonly pendingLabel: string;
    readonly icon: IconName;
    readonly isDisabled?: boolean;
    readonly action: ConfirmedAction;
    readonly onConfirm: () => void;
  };
}

/** Asks before something is done that is hard or impossible to undo; opened again, it knows nothing of an old refusal. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { isOpen, onOpenChange, title, description, confirm } = props;
  const focus = useDialogFocus();
  const change = (isStillOpen: boolean): void => {
    if (!isStillOpen && !confirm.action.isPending) confirm.action.reset();
    onOpenChange(isStillOpen);
  };
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={change}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="veil" />
        <AlertDialog.Content className="help dialog" {...focus}>
          <header className="help-head">
            <AlertDialog.Title>{title}</AlertDialog.Title>
          </header>
          <AlertDialog.Description className="dialog-words">{description}</AlertDialog.Description>
          <ConfirmBody {...props} />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** A component of its own: what was typed is forgotten when the dialog closes. */
function ConfirmBody({ children, phrase, confirm }: ConfirmDialogProps): ReactElement {
  const [typed, setTyped] = useState("");
  const { label, pendingLabel, icon, action, isDisabled = false, onConfirm } = confirm;
  const isReady = (phrase === undefined || typed === phrase) && !action.isPending && !isDisabled;
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onConfirm();
      }}
    >
      <div className="dialog-body">
        {children}
        {phrase !== undefined && <Phrase phrase={phrase} value={typed} onChange={setTyped} />}
        {action.error && <Refusal error={action.error} />}
      </div>
      <footer className="dialog-foot">
        <AlertDialog.Cancel asChild>
          <Button>Cancel</Button>
        </AlertDialog.Cancel>
        <Button kind="danger" type="submit" icon={icon} disabled={!isReady}>
          {action.isPending ? pendingLabel : label}
        </Button>
      </footer>
    </form>
  );
}

interface PhraseProps {
  readonly phrase: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Phrase({ phrase, value, onChange }: PhraseProps): ReactElement {
  const label = (
    <>
      Type <strong className="phrase">{phrase}</strong> to go on
    </>
  );
  return <TextField label={label} value={value} onChange={onChange} isMono isFirst />;
}
