import { useId } from "react";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./Icon.tsx";

/** What a control needs to be known by its name and by what is said of it. */
export interface FieldControl {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string | undefined;
  readonly "data-first-field": "" | undefined;
}

interface FieldFrameProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong with it; stands below it. */
  readonly fault?: string | undefined;
  /** A dialog puts the focus here. */
  readonly isFirst?: boolean;
  readonly children: (control: FieldControl) => ReactNode;
}

/** A control with its name above, and what is to be known of it below. */
export function FieldFrame({ label, hint, fault, isFirst = false, children }: FieldFrameProps): ReactElement {
  const id = useId();
  const words = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-invalid": fault !== undefined,
        "aria-describedby": words === undefined ? undefined : `${id}-words`,
        "data-first-field": isFirst ? "" : undefined,
      })}
      {words !== undefined && (
        <p id={`${id}-words`} className="field-words small" data-fault={fault === undefined ? undefined : ""}>
          {fault !== undefined && <Icon name="failure" size={14} />}
          <span>{words}</span>
        </p>
      )}
    </div>
  );
}
