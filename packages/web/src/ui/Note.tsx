import type { ReactElement, ReactNode } from "react";
import { failureWords } from "../api/failure.ts";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

interface ErrorNoteProps {
  readonly error: unknown;
  /** What could not be done: "The graph could not be read". */
  readonly what: string;
  readonly onRetry?: () => void;
}

/** An error where it happened: what, why, and what to do. */
export function ErrorNote({ error, what, onRetry }: ErrorNoteProps): ReactElement {
  const { heading, detail, hint } = failureWords(error, what);
  return (
    <div className="note" data-tone="error" role="alert">
      <span className="note-mark">
        <Icon name="failure" />
      </span>
      <div className="note-words">
        <strong>{heading}</strong>
        {detail !== undefined && <span>{detail}</span>}
        {hint !== undefined && <span className="muted">{hint}</span>}
        {onRetry && (
          <span>
            <Button icon="sync" onClick={onRetry}>
              Try again
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}

interface UnreadProps {
  /** What is read: "the sources". */
  readonly what: string;
  readonly query: {
    readonly data: unknown;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
  };
}

/** What stands in the place of an answer until it is there; nothing once it is. */
export function Unread({ what, query: { data, error, refetch } }: UnreadProps): ReactElement | null {
  if (data !== undefined) return null;
  if (!error) return <Patience>Reading {what}…</Patience>;
  const failure = `${what.charAt(0).toUpperCase()}${what.slice(1)} could not be read`;
  return <ErrorNote error={error} what={failure} onRetry={() => void refetch()} />;
}

/** What is being waited for; shows after 300 ms only, so that fast answers don't flicker. */
export function Patience({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <p className="patience" role="status">
      {children}
    </p>
  );
}
