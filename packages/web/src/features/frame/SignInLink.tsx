import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { useSignInLink } from "../../api/queries.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";

interface SignInLinkProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Another one-time link for oneself: for a second browser, or a phone. */
export function SignInLink({ isOpen, onOpenChange }: SignInLinkProps): ReactElement {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="help">
          <header className="help-head">
            <Dialog.Title>Sign-in link</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon="close" label="Close (Escape)" />
            </Dialog.Close>
          </header>
          <div className="help-body link-body">
            <Dialog.Description>
              Signs you in once, in another browser. Whoever opens it acts in your name.
            </Dialog.Description>
            <NewLink />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function NewLink(): ReactElement {
  const { mutate, data, error } = useSignInLink();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => mutate(), [mutate]);
  if (error) return <ErrorNote error={error} what="No link could be made" onRetry={() => mutate()} />;
  if (!data) return <Patience>Making a link…</Patience>;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(data.url);
    setCopied(true);
  };
  return (
    <>
      <pre className="code link-code">{data.url}</pre>
      <div className="button-row">
        <Button icon="copy" onClick={() => void copy()}>
          Copy
        </Button>
        {isCopied && (
          <span className="result" role="status">
            Copied.
          </span>
        )}
      </div>
    </>
  );
}
