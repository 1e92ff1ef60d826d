import { AlertDialog } from "radix-ui";
import { useId, useRef, useState } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import { adviceFor } from "../api/failure.ts";
import { Button } from "./Button.tsx";
import type { IconName } from "./icon-paths.ts";
import { returnFocus } from "./return-focus.ts";

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
    readonly isPending: boolean;
    readonly isDisabled?: boolean;
    readonly error: Error | null;
    readonly onConfirm: () => void;
  };
}

/** Asks before something is done that is hard or impossible to undo. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { isOpen, onOpenChange, title, description, phrase } = props;
  const opener = useRef<Element | null>(null);
  const phraseField = useRef<HTMLInputElement>(null);
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="veil" />
        <AlertDialog.Content
          className="help dialog"
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            // Otherwise Cancel has the focus.
            if (phrase === undefined) return;
            event.preventDefault();
            phraseField.current?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus(opener.current);
          }}
        >
          <header className="help-head">
            <AlertDialog.Title>{title}</AlertDialog.Title>
          </header>
          <AlertDialog.Description className="dialog-words">{description}</AlertDialog.Description>
          <ConfirmBody {...props} phraseField={phraseField} />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

interface ConfirmBodyProps extends ConfirmDialogProps {
  readonly phraseField: RefObject<HTMLInputElement | null>;
}

/** A component of its own: what was typed is forgotten when the dialog closes. */
function ConfirmBody({ children, phrase, confirm, phraseField }: ConfirmBodyProps): ReactElement {
  const [typed, setTyped] = useState("");
  const isReady = phrase === undefined || typed === phrase;
  const { isPending, isDisabled = false, error } = confirm;
  const advice = error && adviceFor(error);
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isPending && !isDisabled) confirm.onConfirm();
      }}
    >
      <div className="dialog-body">
        {children}
        {phrase !== undefined && (
          <Phrase phrase={phrase} field={phraseField} value={typed} onChange={setTyped} />
        )}
        {advice && (
          <p className="refusal" role="alert">
            {advice.detail} {advice.hint}
          </p>
        )}
      </div>
      <footer className="dialog-foot">
        <AlertDialog.Cancel asChild>
          <Button>Cancel</Button>
        </AlertDialog.Cancel>
        <Button
          kind="danger"
          type="submit"
          icon={confirm.icon}
          disabled={!isReady || isPending || isDisabled}
        >
          {isPending ? confirm.pendingLabel : confirm.label}
        </Button>
      </footer>
    </form>
  );
}

interface PhraseProps {
  readonly phrase: string;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Phrase({ phrase, field, value, onChange }: PhraseProps): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        Type <strong className="phrase">{phrase}</strong> to go on
      </label>
      <input
        id={id}
        ref={field}
        className="input mono"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
