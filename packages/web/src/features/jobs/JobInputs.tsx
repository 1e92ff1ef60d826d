import type { JobInputView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { lookOf } from "../../ui/status.ts";
import { shortName } from "../../ui/version-words.ts";
import { InputName } from "./InputName.tsx";
import { statusOfHealth } from "./input-health.ts";

/** What the job waits for and reads: each IN with its switch, pin, newest version and health. */
export function JobInputs({ inputs }: { readonly inputs: readonly JobInputView[] }): ReactElement {
  if (inputs.length === 0) return <p className="card-body muted">No inputs: only a person starts it.</p>;
  return (
    <div className="card-scroll">
      <table className="table inputs-table">
        <thead>
          <tr>
            <th>Input</th>
            <th>Starts it</th>
            <th>Newest version</th>
            <th>Health</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map((input) => (
            <InputRow key={input.from} input={input} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InputRow({ input }: { readonly input: JobInputView }): ReactElement {
  const status = statusOfHealth(input.health);
  return (
    <tr>
      <td>
        <InputName input={input} />
      </td>
      <td className="nowrap">
        {input.isSwitchedOn ? "yes" : <span className="muted">switched off</span>}
        {input.mode !== "chrono" && <span className="tag inputs-mode">{input.mode}</span>}
      </td>
      <td className="mono nowrap">
        {input.latestVersion === undefined ? (
          <span className="muted">none yet</span>
        ) : (
          shortName(input.latestVersion)
        )}
        {input.pin !== undefined && (
          <span className="tag inputs-mode" title={`Pinned to ${input.pin}`}>
            pin {shortName(input.pin)}
          </span>
        )}
      </td>
      <td>
        <span className="inputs-health" style={{ "--status": `var(--status-${status})` }}>
          <Icon
            name={lookOf(status).icon}
            size={14}
            className={input.health === "busy" ? "status-turning" : ""}
          />
          <span>{input.healthText}</span>
        </span>
      </td>
    </tr>
  );
}
