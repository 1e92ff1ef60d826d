import type { GateView, RunView } from "@landbridge/api";
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { useVote } from "../../api/gate-queries.ts";
import type { Ballot } from "../../api/gate-queries.ts";
import { Button } from "../../ui/Button.tsx";
import { TextArea } from "../../ui/TextField.tsx";
import { DeclaredFields } from "../inputs/DeclaredFields.tsx";
import { NO_FAULTS, faultsOfRefusal, fieldsAtFirst, givenValues } from "../inputs/declared-fields.ts";
import { showFaults } from "../inputs/show-faults.ts";

interface VoteFormProps {
  readonly run: Pick<RunView, "job" | "number">;
  readonly gate: GateView;
}

/** The answer to a gate: what it asks, a comment, Approve or Reject. Who may not is told why. */
export function VoteForm({ run, gate }: VoteFormProps): ReactElement {
  const { asks, mine } = gate;
  const form = useBallot(run, gate);
  const mayVote = mine.mayApprove || mine.mayReject;
  return (
    <form className="gate-form" onSubmit={form.approve} noValidate>
      {mine.mayApprove && asks.length > 0 && (
        <fieldset className="gate-asks">
          <legend>It asks whoever approves</legend>
          <DeclaredFields
            inputs={asks}
            values={form.values}
            faults={{ fields: form.faults.fields }}
            onChange={form.setValues}
          />
        </fieldset>
      )}
      {mayVote && (
        <TextArea
          label="Comment"
          hint="A rejection needs one; everybody who looks at the run reads it."
          fault={form.commentFault}
          value={form.comment}
          onChange={form.setComment}
        />
      )}
      {form.faults.form !== undefined && (
        <p className="refusal" role="alert">
          {form.faults.form}
        </p>
      )}
      <VoteButtons mine={mine} isPending={form.isPending} onReject={form.reject} />
    </form>
  );
}

interface VoteButtonsProps {
  readonly mine: GateView["mine"];
  readonly isPending: boolean;
  readonly onReject: (form: HTMLFormElement | null) => void;
}

function VoteButtons({ mine, isPending, onReject }: VoteButtonsProps): ReactElement {
  const reasons = [...new Set([mine.whyNotApprove, mine.whyNotReject])].filter((why) => why !== undefined);
  return (
    <div className="gate-buttons">
      <div className="button-row">
        <Button
          kind={mine.mayApprove ? "primary" : "plain"}
          type="submit"
          icon="vote"
          disabled={!mine.mayApprove || isPending}
        >
          Approve
        </Button>
        <Button
          kind="danger"
          icon="close"
          disabled={!mine.mayReject || isPending}
          onClick={(event) => onReject(event.currentTarget.form)}
        >
          Reject
        </Button>
      </div>
      {reasons.map((why) => (
        <p key={why} className="muted gate-why-not">
          {why}
        </p>
      ))}
    </div>
  );
}

/** What is being filled in, and what came of sending it. */
function useBallot(run: VoteFormProps["run"], { asks }: GateView) {
  const vote = useVote(run.job, run.number);
  const [values, setValues] = useState(() => fieldsAtFirst(asks));
  const [comment, setComment] = useState("");
  const [faults, setFaults] = useState(NO_FAULTS);
  const [commentFault, setCommentFault] = useState<string>();
  const send = (ballot: Ballot, form: HTMLFormElement | null): void =>
    vote.mutate(ballot, {
      onSuccess: () => setComment(""),
      onError: (error) => showFaults(form, () => setFaults(faultsOfRefusal(error, asks))),
    });
  return {
    values,
    comment,
    faults,
    commentFault,
    isPending: vote.isPending,
    setValues: (next: typeof values): void => {
      setValues(next);
      setFaults(NO_FAULTS);
    },
    setComment: (next: string): void => {
      setComment(next);
      setCommentFault(undefined);
    },
    approve: (event: FormEvent<HTMLFormElement>): void => {
      event.preventDefault();
      send(
        { kind: "approve", comment: comment.trim(), inputs: givenValues(asks, values) },
        event.currentTarget,
      );
    },
    reject: (form: HTMLFormElement | null): void => {
      if (comment.trim() !== "") return send({ kind: "reject", comment: comment.trim(), inputs: {} }, form);
      return showFaults(form, () => setCommentFault("Say why: a rejection ends the run."));
    },
  };
}
