import type { ReactElement } from "react";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { MoreList } from "../../ui/MoreList.tsx";
import type { Consequence, ConsequenceRow } from "./plan-consequences.ts";
import { PlanName } from "./PlanName.tsx";
import { Sentence } from "../names/Sentence.tsx";

/** One kind of consequence, with who it is about. */
export function PlanPart({ part }: { readonly part: Consequence }): ReactElement {
  const { title, of, rows, note, isFolded = false } = part;
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

function Row({ row }: { readonly row: ConsequenceRow }): ReactElement {
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
