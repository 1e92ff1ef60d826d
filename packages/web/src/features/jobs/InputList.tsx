import type { JobInputView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { lookOf } from "../../ui/status.ts";
import { shortName } from "../../ui/version-words.ts";
import { InputName } from "./InputName.tsx";
import { InputTags } from "./InputTags.tsx";
import { statusOfHealth } from "./input-health.ts";
import { wordsOfPin } from "./input-standing.ts";

/** The INs of a job where room is scarce: one line each, its health under it when it is not well. */
export function InputList({ inputs }: { readonly inputs: readonly JobInputView[] }): ReactElement {
  if (inputs.length === 0) return <p className="muted">None: only a person starts it.</p>;
  return (
    <ul className="input-list">
      {inputs.map((input) => (
        <InputItem key={input.from} input={input} />
      ))}
    </ul>
  );
}

function InputItem({ input }: { readonly input: JobInputView }): ReactElement {
  const pin = wordsOfPin(input);
  return (
    <li className="input-item" style={{ "--status": `var(--status-${statusOfHealth(input.health)})` }}>
      <Icon
        name={lookOf(statusOfHealth(input.health)).icon}
        size={14}
        className={input.health === "busy" ? "status-turning" : ""}
      />
      <span className="input-words">
        <span className="input-line">
          <InputName input={input} />
          <InputTags input={input} />
          {pin !== undefined && <span className="tag">pinned to {pin}</span>}
          {input.latestVersion !== undefined && (
            <span className="input-version mono small">{shortName(input.latestVersion)}</span>
          )}
        </span>
        {input.health !== "healthy" && <span className="muted small">{input.healthText}</span>}
      </span>
    </li>
  );
}
