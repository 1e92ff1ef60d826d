import type { JobInputView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { useJob, useJobRuns, useVersions } from "../../api/queries.ts";
import { useChangePin } from "../../api/version-queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Unread } from "../../ui/Note.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { PinChoices } from "./PinChoices.tsx";
import { targetOf, wordsOfChoice } from "./pin-choice.ts";
import type { PinChoice } from "./pin-choice.ts";
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
  const [chosen, setChosen] = useState<PinChoice>();
  const [comment, setComment] = useState("");
  const target = targetOf(chosen);
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!target) return;
        const said = comment.trim() === "" ? {} : { comment: comment.trim() };
        change.mutate({ input, target, ...said }, { onSuccess: onPinned });
      }}
    >
      <div className="dialog-body">
        {versions.length === 0 && <p>There is no version of {input} yet that it could be pinned to.</p>}
        {versions.length > 0 && (
          <PinChoices
            versions={versions}
            chosen={chosen}
            onChoose={(choice) => {
              change.reset();
              setChosen(choice);
            }}
          />
        )}
        <TextField label="Why (for the others)" value={comment} onChange={setComment} />
        {change.error && <Refusal error={change.error} />}
      </div>
      <footer className="dialog-foot">
        <Button kind="primary" type="submit" icon="pin" disabled={!target || change.isPending}>
          {wordsOfChoice(chosen)}
        </Button>
      </footer>
    </form>
  );
}
