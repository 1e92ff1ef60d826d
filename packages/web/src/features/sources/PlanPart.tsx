import type { ReactElement } from "react";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import { MoreList } from "../../ui/MoreList.tsx";
import type { Status } from "../../ui/status.ts";
import { PlanName } from "./PlanName.tsx";
import { Sentence } from "../names/Sentence.tsx";

/** One line of a part: who it is about, and what becomes of it. */
export interface PlanRow {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  readonly icon: IconName;
  /** Its colour; without one it is only told. */
  readonly status?: Status;
  /** A word that sets it apart from its neighbours. */
  readonly tag?: string;
}

interface PlanPartProps {
  readonly title: string;
  /** "jobs": what the rows are. */
  readonly of: string;
  readonly rows: readonly PlanRow[];
  readonly note?: string;
  /** The plan changes nothing about it: it is told to whoever asks. */
  readonly isFolded?: boolean;
}

/** One kind of consequence; nothing at all where there is none. */
export function PlanPart({ title, of, rows, note, isFolded = false }: PlanPartProps): ReactElement | null {
  if (rows.length === 0) return null;
  const heading = (
    <h3 className="plan-heading">
      {title} <span className="plan-count">{rows.length.toLocaleString("en")}</span>
    </h3>
  );
  const list = (
    <MoreList items={rows} keyOf={({ key }) => key} of={of}>
      {(row) => <Row row={row} />}
    </MoreList>
  );
  return (
    <section className="plan-part" aria-label={title}>
      {isFolded ? (
        <Disclosure className="plan-folded" summary={heading}>
          {() => list}
        </Disclosure>
      ) : (
        <>
          {heading}
          {note !== undefined && <p className="muted small plan-note">{note}</p>}
          {list}
        </>
      )}
    </section>
  );
}

function Row({ row }: { readonly row: PlanRow }): ReactElement {
  const { name, text, icon, status, tag } = row;
  return (
    <div
      className="plan-row"
      data-told={status === undefined ? "" : undefined}
      style={status && { "--status": `var(--status-${status})` }}
    >
      <span className="plan-mark">
        <Icon name={icon} />
      </span>
      <span className="plan-name">
        <PlanName name={name} />
      </span>
      <span className="plan-text">
        {tag !== undefined && <strong className="plan-tag">{tag}</strong>} <Sentence text={text} />
      </span>
    </div>
  );
}
