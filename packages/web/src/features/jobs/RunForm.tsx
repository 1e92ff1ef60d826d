import type { DeclaredInputView } from "@landbridge/api";
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { useJob } from "../../api/queries.ts";
import type { useStartRun } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Unread } from "../../ui/Note.tsx";
import { showFaults } from "../inputs/show-faults.ts";
import { DeclaredFields } from "../inputs/DeclaredFields.tsx";
import { NO_FAULTS, faultsOfRefusal, fieldsAtFirst, givenValues } from "../inputs/declared-fields.ts";

interface RunFormProps {
  readonly job: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly start: ReturnType<typeof useStartRun>;
}

/** Asks for the typed inputs of a job before it is run. */
export function RunForm({ job, isOpen, onOpenChange, start }: RunFormProps): ReactElement {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Run ${job}`}
      description="It asks for these values; its script reads them as variables."
    >
      <Filled job={job} start={start} onStarted={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface FilledProps extends Pick<RunFormProps, "job" | "start"> {
  readonly onStarted: () => void;
}

function Filled({ job, ...rest }: FilledProps): ReactElement {
  const query = useJob(job);
  if (!query.data) return <Unread what="the inputs of the job" query={query} />;
  return <Form inputs={query.data.declaredInputs} {...rest} />;
}

interface FormProps extends Omit<FilledProps, "job"> {
  readonly inputs: readonly DeclaredInputView[];
}

function Form({ inputs, start, onStarted }: FormProps): ReactElement {
  const [values, setValues] = useState(() => fieldsAtFirst(inputs));
  const [faults, setFaults] = useState(NO_FAULTS);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    start.mutate(givenValues(inputs, values), {
      onSuccess: onStarted,
      onError: (error) => showFaults(form, () => setFaults(faultsOfRefusal(error, inputs))),
    });
  };
  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      <div className="dialog-body">
        <DeclaredFields
          inputs={inputs}
          values={values}
          faults={faults}
          onChange={(changed) => {
            setValues(changed);
            setFaults(NO_FAULTS);
          }}
        />
      </div>
      <footer className="dialog-foot">
        <Button kind="primary" type="submit" icon="play" disabled={start.isPending}>
          {start.isPending ? "Starting…" : "Run"}
        </Button>
      </footer>
    </form>
  );
}
