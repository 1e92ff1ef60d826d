import { Dialog as RadixDialog } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "./Button.tsx";
import { useDialogFocus } from "./dialog-focus.ts";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  readonly description: string;
  readonly children: ReactNode;
}

/** A dialog that asks for something; closes by Escape, its cross, or a press beside it. */
export function Dialog({ isOpen, onOpenChange, title, description, children }: DialogProps): ReactElement {
  const focus = useDialogFocus();
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="veil" />
        <RadixDialog.Content className="help dialog" {...focus}>
          <header className="help-head">
            <RadixDialog.Title>{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton icon="close" label="Close (Escape)" />
            </RadixDialog.Close>
          </header>
          <RadixDialog.Description className="dialog-words">{description}</RadixDialog.Description>
          {children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
