import { useId } from "react";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./Icon.tsx";

interface TextFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** What is wrong with it; stands below it. */
  readonly fault?: string | undefined;
  readonly placeholder?: string;
  readonly isMono?: boolean;
  /** A dialog puts the focus here. */
  readonly isFirst?: boolean;
}

/** A line of text with its name above, and what is to be known of it below. */
export function TextField(props: TextFieldProps): ReactElement {
  const { label, value, onChange, hint, fault, placeholder, isMono = false, isFirst = false } = props;
  const id = useId();
  const words = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={isMono ? "input mono" : "input"}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        data-first-field={isFirst ? "" : undefined}
        aria-invalid={fault !== undefined}
        aria-describedby={words === undefined ? undefined : `${id}-words`}
        onChange={(event) => onChange(event.target.value)}
      />
      {words !== undefined && (
        <p id={`${id}-words`} className="field-words small" data-fault={fault === undefined ? undefined : ""}>
          {fault !== undefined && <Icon name="failure" size={14} />}
          <span>{words}</span>
        </p>
      )}
    </div>
  );
}
