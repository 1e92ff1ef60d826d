import { Dialog } from "radix-ui";
import { useMemo, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { useLocation } from "wouter";
import { useGraph, useRuns } from "../../api/queries.ts";
import { useSources } from "../../api/source-queries.ts";
import { Icon } from "../../ui/Icon.tsx";
import { findEntries, searchEntries } from "./search-entries.ts";
import type { SearchAction, SearchEntry } from "./search-entries.ts";

interface SearchPaletteProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onAction: (action: SearchAction) => void;
}

/** Ctrl-K: everything by name, from one field. */
export function SearchPalette({ isOpen, onOpenChange, onAction }: SearchPaletteProps): ReactElement {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="palette" aria-describedby={undefined}>
          <Dialog.Title className="unseen">Search</Dialog.Title>
          <PaletteBody close={() => onOpenChange(false)} onAction={onAction} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteBodyProps {
  readonly close: () => void;
  readonly onAction: (action: SearchAction) => void;
}

function PaletteBody({ close, onAction }: PaletteBodyProps): ReactElement {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [, navigate] = useLocation();
  const { data: graph } = useGraph();
  const { data: runs } = useRuns(undefined);
  const { data: sources } = useSources();
  const entries = useMemo(
    () => searchEntries({ graph, runs: runs?.pages[0] ?? [], sources: sources ?? [] }),
    [graph, runs, sources],
  );
  const found = useMemo(() => findEntries(entries, query), [entries, query]);
  const take = (entry: SearchEntry | undefined): void => {
    if (!entry) return;
    close();
    if (entry.path !== undefined) navigate(entry.path);
    if (entry.action) onAction(entry.action);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") take(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="palette-field">
        <Icon name="search" />
        <input
          autoFocus
          placeholder="Jobs, resources, runs, sources, actions"
          aria-label="Search jobs, resources, runs, sources and actions"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found[at] && `palette-${at}`}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <ul id="palette-list" className="palette-list" role="listbox" aria-label="Found">
        {found.map((entry, index) => (
          <PaletteItem
            key={entry.id}
            entry={entry}
            index={index}
            isCurrent={index === at}
            onPoint={() => setAt(index)}
            onTake={() => take(entry)}
          />
        ))}
        {found.length === 0 && <li className="palette-none muted">Nothing has a name like that.</li>}
      </ul>
    </>
  );
}

interface PaletteItemProps {
  readonly entry: SearchEntry;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
}

function PaletteItem({ entry, index, isCurrent, onPoint, onTake }: PaletteItemProps): ReactElement {
  return (
    <li
      id={`palette-${index}`}
      role="option"
      aria-selected={isCurrent}
      className="palette-item"
      onPointerMove={onPoint}
      onClick={onTake}
      onKeyDown={undefined}
    >
      <Icon name={entry.icon} />
      <span className="cut">{entry.title}</span>
      <span
        className="palette-detail small"
        style={entry.status && { color: `var(--status-${entry.status})` }}
      >
        {entry.detail}
      </span>
      <span className="palette-kind muted small">{entry.kind}</span>
    </li>
  );
}
