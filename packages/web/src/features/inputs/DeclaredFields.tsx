import type { DeclaredInputView } from "@landbridge/api";
import { useId } from "react";
import type { ReactElement } from "react";
import { FieldFrame } from "../../ui/FieldFrame.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { TextField } from "../../ui/TextField.tsx";
import type { FieldValues, InputFaults } from "./declared-fields.ts";

interface DeclaredFieldsProps {
  readonly inputs: readonly DeclaredInputView[];
  readonly values: FieldValues;
  readonly faults: InputFaults;
  readonly onChange: (values: FieldValues) => void;
}

/** One field for each typed input: a line, a number, yes or no, or a choice. */
export function DeclaredFields({ inputs, values, faults, onChange }: DeclaredFieldsProps): ReactElement {
  return (
    <>
      {inputs.map((input, at) => (
        <DeclaredField
          key={input.name}
          input={input}
          value={values[input.name] ?? ""}
          fault={faults.fields[input.name]}
          isFirst={at === 0}
          onChange={(value) => onChange({ ...values, [input.name]: value })}
        />
      ))}
      {faults.form !== undefined && (
        <p className="refusal" role="alert">
          {faults.form}
        </p>
      )}
    </>
  );
}

interface DeclaredFieldProps {
  readonly input: DeclaredInputView;
  readonly value: string;
  readonly fault: string | undefined;
  readonly isFirst: boolean;
  readonly onChange: (value: string) => void;
}

function DeclaredField(props: DeclaredFieldProps): ReactElement {
  const { input, ...field } = props;
  const label = <span className="mono">{input.name}</span>;
  const named = { ...field, label, ...(input.description === undefined ? {} : { hint: input.description }) };
  switch (input.type) {
    case "string":
      return <TextField {...named} />;
    case "number":
      return <TextField {...named} inputMode="decimal" />;
    case "boolean":
      return <FlagField {...props} />;
    case "choice":
      return <ChoiceField {...named} options={input.options ?? []} />;
  }
}

interface ChoiceFieldProps extends Omit<DeclaredFieldProps, "input"> {
  readonly label: ReactElement;
  readonly hint?: string;
  readonly options: readonly string[];
}

function ChoiceField({ value, onChange, options, ...frame }: ChoiceFieldProps): ReactElement {
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <select
          {...control}
          className="select"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {value === "" && <option value="">Choose…</option>}
          {options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

const FLAGS = [
  { value: "true", word: "yes" },
  { value: "false", word: "no" },
] as const;

function FlagField({ input, value, fault, isFirst, onChange }: DeclaredFieldProps): ReactElement {
  const name = useId();
  const words = fault ?? input.description;
  return (
    <fieldset className="choice" aria-describedby={words === undefined ? undefined : `${name}-words`}>
      <legend className="mono">{input.name}</legend>
      {FLAGS.map((flag, at) => (
        <label key={flag.value} className="choice-item">
          <input
            type="radio"
            name={name}
            checked={value === flag.value}
            data-first-field={isFirst && at === 0 ? "" : undefined}
            aria-invalid={fault !== undefined}
            onChange={() => onChange(flag.value)}
          />
          {flag.word}
        </label>
      ))}
      {words !== undefined && (
        <p
          id={`${name}-words`}
          className="field-words choice-words small"
          data-fault={fault === undefined ? undefined : ""}
        >
          {fault !== undefined && <Icon name="failure" size={14} />}
          <span>{words}</span>
        </p>
      )}
    </fieldset>
  );
}
