import { useLayoutEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./Button.tsx";

/** A list is not cut for the sake of one or two rows. */
const SLACK = 3;
const STEP = 200;

interface MoreListProps<Item> {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly children: (item: Item) => ReactNode;
  /** How many are shown at first. */
  readonly first?: number;
  /** "jobs": what is counted. */
  readonly of: string;
  readonly className?: string;
}

/** A list that begins short and shows the rest when asked, at most 200 at a time. */
export function MoreList<Item>(props: MoreListProps<Item>): ReactElement {
  const { items, keyOf, children, first = 12, of, className = "rows" } = props;
  const [most, setMost] = useState(first);
  const list = useRef<HTMLUListElement>(null);
  const focusAt = useRef<number>(undefined);
  const shown = items.length <= most + SLACK ? items : items.slice(0, most);
  const next = Math.min(items.length - shown.length, STEP);
  // Who pressed the button reads on where the list went on.
  useLayoutEffect(() => {
    if (focusAt.current === undefined) return;
    const row = list.current?.children[focusAt.current];
    focusAt.current = undefined;
    const target = row?.querySelector("summary, a, button") ?? row;
    if (target instanceof HTMLElement) target.focus();
  });
  const showMore = (): void => {
    focusAt.current = shown.length;
    setMost(shown.length + next);
  };
  return (
    <>
      <ul className={className} ref={list}>
        {shown.map((item) => (
          <li key={keyOf(item)} tabIndex={-1}>
            {children(item)}
          </li>
        ))}
      </ul>
      {next > 0 && (
        <p className="more">
          <Button kind="quiet" icon="down" onClick={showMore}>
            {next === items.length - shown.length
              ? `Show all ${items.length.toLocaleString("en")} ${of}`
              : `Show ${next} more of ${items.length.toLocaleString("en")} ${of}`}
          </Button>
        </p>
      )}
    </>
  );
}
