import type { KeyboardEvent, ReactElement, RefObject } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { MOST_MATCHES } from "./log-search.ts";
import type { LogSearch } from "./log-search.ts";
import type { LogFind } from "./use-log-search.ts";

interface LogFindFieldProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly find: LogFind;
}

/** What is looked for, how often it was found, and the way from one to the next. */
export function LogFindField({ field, find }: LogFindFieldProps): ReactElement {
  const { query, search, at, setQuery, step } = find;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      setQuery("");
      field.current?.blur();
    }
    event.stopPropagation();
  };
  return (
    <>
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
    </>
  );
}

function countWords({ matches, total }: LogSearch, at: number): string {
  if (matches.length === 0) return "none";
  const all = matches.length >= MOST_MATCHES ? `${total}+` : String(total);
  const before = matches.slice(0, at).reduce((sum, match) => sum + match.count, 0);
  return `${before + 1} of ${all}`;
}
