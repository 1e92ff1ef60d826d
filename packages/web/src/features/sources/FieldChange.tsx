import type { ObjectChangeView } from "@landbridge/api";
import type { ReactElement } from "react";
import { fieldDifference } from "./field-difference.ts";
import { LineDiff } from "./LineDiff.tsx";

/** One place where two declarations differ. */
export function FieldChange({ field }: { readonly field: ObjectChangeView["fields"][number] }): ReactElement {
  const difference = fieldDifference(field);
  if (difference.kind === "lines") {
    return (
      <div className="field-change">
        <span className="field-path mono">{field.path}</span>
        <LineDiff lines={difference.lines} label={field.path} />
      </div>
    );
  }
  const { before, after } = difference;
  return (
    <p className="field-change" data-short>
      <span className="field-path mono">{field.path}</span>
      <span className="field-sides">
        {before === undefined ? (
          <span className="muted">added</span>
        ) : (
          <del className="field-side mono">{before}</del>
        )}
        <span className="muted" aria-label="becomes">
          →
        </span>
        {after === undefined ? (
          <span className="muted">removed</span>
        ) : (
          <ins className="field-side mono">{after}</ins>
        )}
      </span>
    </p>
  );
}
