import type { KeyboardEvent, ReactElement, RefObject } from "react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { MOST_MATCHES } from "./log-search.ts";
import type { LogSearch } from "./log-search.ts";
import type { LogFind } from "./use-log-search.ts";

interface LogToolbarProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly find: LogFind;
  readonly isWrapped: boolean;
  readonly isFollowing: boolean;
  readonly isLive: boolean;
  readonly download: { readonly href: string; readonly name: string };
  readonly onFirstError: () => void;
  readonly onWrap: () => void;
  readonly onFollow: () => void;
}

export function LogToolbar(props: LogToolbarProps): ReactElement {
  const { field } = props;
  const { query, search, at, setQuery, step } = props.find;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      setQuery("");
      field.current?.blur();
    }
    event.stopPropagation();
  };
  return (
    <div className="log-bar" role="toolbar" aria-label="Log">
      <div className="log-find">
        <Icon name="search" size={14} />
        <input
          ref={field}
          type="search"
          placeholder="Find in this step"
          aria-label="Find in this step's log"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {query === "" ? (
          <kbd>/</kbd>
        ) : (
          <span className="log-count small" role="status">
            {countWords(search, at)}
          </span>
        )}
      </div>
      {query !== "" && (
        <>
          <IconButton icon="up" label="Previous match (Shift+Enter)" onClick={() => step(-1)} />
          <IconButton icon="down" label="Next match (Enter)" onClick={() => step(1)} />
        </>
      )}
      <span className="log-bar-gap" />
      <Button kind="quiet" onClick={props.onFirstError} title="Go to the first error (e)">
        First error <kbd>e</kbd>
      </Button>
      {props.isLive && (
        <Button
          kind="quiet"
          icon="arrow-down"
          aria-pressed={props.isFollowing}
          onClick={props.onFollow}
          title="Follow what is added (f)"
        >
          Follow
        </Button>
      )}
      <IconButton
        icon="wrap"
        label="Wrap long lines (w)"
        aria-pressed={props.isWrapped}
        onClick={props.onWrap}
      />
      <a
        className="button"
        data-kind="quiet"
        data-square=""
        href={props.download.href}
        download={props.download.name}
        aria-label="Download this step's log"
        title="Download this step's log"
      >
        <Icon name="download" />
      </a>
    </div>
  );
}

function countWords({ matches, total }: LogSearch, at: number): string {
  if (matches.length === 0) return "none";
  const all = matches.length >= MOST_MATCHES ? `${total}+` : String(total);
  const before = matches.slice(0, at).reduce((sum, match) => sum + match.count, 0);
  return `${before + 1} of ${all}`;
}
