import type { ReactElement, ReactNode } from "react";
import { FieldFrame } from "./FieldFrame.tsx";

interface TextFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  /** What is wrong with it; stands below it. */
  readonly fault?: string | undefined;
  readonly placeholder?: string;
  readonly isMono?: boolean;
  /** Which keys a phone shows. */
  readonly inputMode?: "text" | "decimal";
  /** A dialog puts the focus here. */
  readonly isFirst?: boolean;
}

/** A line of text with its name above, and what is to be known of it below. */
export function TextField(props: TextFieldProps): ReactElement {
  const { value, onChange, placeholder, inputMode, isMono = false, ...frame } = props;
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <input
          {...control}
          className={isMono ? "input mono" : "input"}
          value={value}
          placeholder={placeholder}
          inputMode={inputMode}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FieldFrame>
  );
}

/** Some lines of text. */
export function TextArea(props: Omit<TextFieldProps, "isMono" | "inputMode">): ReactElement {
  const { value, onChange, placeholder, ...frame } = props;
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <textarea
          {...control}
          className="input"
          rows={2}
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FieldFrame>
  );
}
