import type { JobInputView } from "@landbridge/api";
import { useId, useState } from "react";
import type { ReactElement } from "react";
import { useJob, useJobRuns, useVersions } from "../../api/queries.ts";
import { useChangePin } from "../../api/version-queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { Unread } from "../../ui/Note.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { shortName } from "../../ui/version-words.ts";
import { versionsOfRuns } from "./pinnable.ts";
import type { Pinnable } from "./pinnable.ts";

interface PinDialogProps {
  readonly job: string;
  readonly input: JobInputView;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Chooses the version that an IN is held at. */
export function PinDialog({ job, input, isOpen, onOpenChange }: PinDialogProps): ReactElement {
  const Choices = input.kind === "job" ? RunChoices : VersionChoices;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Pin ${input.from} of ${job}`}
      description={`Every run of ${job} reads this version, and no other version of ${input.from} starts it, until somebody unpins it.`}
    >
      <Choices job={job} input={input.from} onPinned={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface ChoicesProps {
  readonly job: string;
  readonly input: string;
  readonly onPinned: () => void;
}

function VersionChoices(props: ChoicesProps): ReactElement {
  const query = useVersions(props.input);
  if (!query.data) return <Unread what="the versions" query={query} />;
  const versions = query.data.map(({ number, name, createdAt, quarantined }) => ({
    number,
    name,
    at: createdAt,
    isQuarantined: quarantined !== undefined,
  }));
  return <PinForm {...props} versions={versions} />;
}

function RunChoices(props: ChoicesProps): ReactElement {
  const query = useJobRuns(props.input);
  const quarantined = useJob(props.input).data?.quarantined ?? [];
  if (!query.data) return <Unread what="the runs" query={query} />;
  return <PinForm {...props} versions={versionsOfRuns(query.data, quarantined)} />;
}

interface PinFormProps extends ChoicesProps {
  readonly versions: readonly Pinnable[];
}

function PinForm({ job, input, onPinned, versions }: PinFormProps): ReactElement {
  const change = useChangePin(job);
  const [chosen, setChosen] = useState<number>();
  const [comment, setComment] = useState("");
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen === undefined) return;
        const said = comment.trim() === "" ? {} : { comment: comment.trim() };
        change.mutate({ input, versionNumber: chosen, ...said }, { onSuccess: onPinned });
      }}
    >
      <div className="dialog-body">
        {versions.length === 0 && <p>There is no version of {input} yet that it could be pinned to.</p>}
        {versions.length > 0 && <VersionRadios versions={versions} chosen={chosen} onChoose={setChosen} />}
        <TextField label="Why (for the others)" value={comment} onChange={setComment} />
        {change.error && <Refusal error={change.error} />}
      </div>
      <footer className="dialog-foot">
        <Button kind="primary" type="submit" icon="pin" disabled={chosen === undefined || change.isPending}>
          {chosen === undefined ? "Choose a version" : `Pin to #${String(chosen)}`}
        </Button>
      </footer>
    </form>
  );
}

interface VersionRadiosProps {
  readonly versions: readonly Pinnable[];
  readonly chosen: number | undefined;
  readonly onChoose: (number: number) => void;
}

function VersionRadios({ versions, chosen, onChoose }: VersionRadiosProps): ReactElement {
  const group = useId();
  return (
    <fieldset className="pin-choices">
      <legend className="unseen">Version</legend>
      {versions.map(({ number, name, at, isQuarantined }, index) => (
        <label key={number} className="pin-choice" data-disabled={isQuarantined ? "" : undefined}>
          <input
            type="radio"
            name={group}
            checked={chosen === number}
            disabled={isQuarantined}
            data-first-field={index === 0 ? "" : undefined}
            onChange={() => onChoose(number)}
          />
          <strong>#{number}</strong>
          <span className="mono cut" title={name}>
            {name !== undefined && shortName(name)}
          </span>
          <span className="muted small nowrap">{isQuarantined ? "in quarantine" : <Moment at={at} />}</span>
        </label>
      ))}
    </fieldset>
  );
}
