import type { JobDetailView } from "@landbridge/api";
import { listOf } from "@landbridge/core";
import type { ReactElement } from "react";
import { useWhy } from "../../api/queries.ts";
import { shortName } from "../../ui/version-words.ts";
import { UnblockList } from "../why/UnblockList.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { InputHealth } from "./InputHealth.tsx";
import { InputName } from "./InputName.tsx";
import { InputTags } from "./InputTags.tsx";
import { PinButton } from "./PinButton.tsx";
import { reasonsBeside, standingInputs, versionToRead, wordsOfPin } from "./input-standing.ts";
import type { StandingInput } from "./input-standing.ts";

/** What the job reads: each IN with what a run would read of it now, how it stands, and what is in its way. */
export function JobInputs({ job }: { readonly job: JobDetailView }): ReactElement {
  const { data: why } = useWhy(job.name);
  if (job.inputs.length === 0) return <p className="card-body muted">No inputs: only a person starts it.</p>;
  return (
    <ul className="in-list">
      {standingInputs(job, why).map((each, at) => (
        // A job may read the same thing twice.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={`${each.input.from} ${at}`} className="in" aria-label={each.input.from}>
          <InputHead {...each} job={job} />
          <Against {...each} job={job.name} />
        </li>
      ))}
    </ul>
  );
}

interface InputProps extends StandingInput {
  readonly job: JobDetailView;
}

function InputHead({ input, standing, job }: InputProps): ReactElement {
  const reads = standing && versionToRead(standing);
  const pin = wordsOfPin(input);
  return (
    <div className="in-head">
      <span className="in-name">
        <strong className="in-of">
          <InputName input={input} />
        </strong>
        <InputTags input={input} />
      </span>
      <span className="in-version">
        <span className="muted small">would read</span>{" "}
        <span className="mono">{reads ?? (standing ? "nothing yet" : "…")}</span>
        {pin !== undefined && (
          <span className="tag pin-tag" title={input.commandPin?.comment}>
            pinned to {pin}
          </span>
        )}
        {standing && isBehind(standing) && (
          <span className="muted small nowrap">newest {shortName(standing.latestVersion ?? "")}</span>
        )}
      </span>
      <span className="in-health" data-health={input.health}>
        <InputHealth input={input} />
      </span>
      {input.kind !== "missing" && !job.isRemoved && (
        <span className="in-action">
          <PinButton job={job.name} input={input} />
        </span>
      )}
    </div>
  );
}

/** There is a newer version than the one that would be read. */
function isBehind({
  version,
  latestVersion,
}: {
  readonly version?: number;
  readonly latestVersion?: string;
}): boolean {
  if (version === undefined || latestVersion === undefined) return false;
  return !latestVersion.startsWith(`#${String(version)} `) && latestVersion !== `#${String(version)}`;
}

interface AgainstProps extends StandingInput {
  readonly job: string;
}

/** Why the IN starts no run now, or holds one, and what would change that. */
function Against({ input, standing, job }: AgainstProps): ReactElement | null {
  const passed = standing?.passed ?? [];
  const reasons = reasonsBeside(input, standing);
  if (passed.length + reasons.length === 0) return null;
  return (
    <div className="in-against small">
      {passed.length > 0 && (
        <p className="muted">
          only versions that passed <Sentence text={listOf(passed)} />
        </p>
      )}
      {reasons.map(({ code, text, unblock }) => (
        <div key={`${code} ${text}`} className="in-reason" data-reason={code}>
          {text !== "" && (
            <p>
              <Sentence text={text} />
            </p>
          )}
          {/* Its pin has a button of its own. */}
          <UnblockList unblock={unblock.filter(({ action }) => action !== "unpin")} job={job} />
        </div>
      ))}
    </div>
  );
}
