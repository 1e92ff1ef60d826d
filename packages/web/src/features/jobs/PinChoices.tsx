import { useId } from "react";
import type { ReactElement } from "react";
import { Moment } from "../../ui/Moment.tsx";
import { shortName } from "../../ui/version-words.ts";
import type { PinChoice } from "./pin-choice.ts";
import { namesOf } from "./pinnable.ts";
import type { Pinnable } from "./pinnable.ts";

interface PinChoicesProps {
  readonly versions: readonly Pinnable[];
  readonly chosen: PinChoice | undefined;
  readonly onChoose: (choice: PinChoice) => void;
}

/** The versions that an IN may be held at, and a name, whose newest version it then reads. */
export function PinChoices({ versions, chosen, onChoose }: PinChoicesProps): ReactElement {
  const group = useId();
  return (
    <fieldset className="pin-choices">
      <legend className="unseen">Version</legend>
      <div className="pin-versions">
        {versions.map(({ number, name, at, isQuarantined }, index) => (
          <label key={number} className="pin-choice" data-disabled={isQuarantined ? "" : undefined}>
            <input
              type="radio"
              name={group}
              checked={chosen?.kind === "number" && chosen.number === number}
              disabled={isQuarantined}
              data-first-field={index === 0 ? "" : undefined}
              onChange={() => onChoose({ kind: "number", number })}
            />
            <strong>#{number}</strong>
            <span className="mono cut" title={name}>
              {name !== undefined && shortName(name)}
            </span>
            <span className="muted small nowrap">{isQuarantined ? "in quarantine" : <Moment at={at} />}</span>
          </label>
        ))}
      </div>
      <NameChoice group={group} versions={versions} chosen={chosen} onChoose={onChoose} />
    </fieldset>
  );
}

function NameChoice({
  group,
  versions,
  chosen,
  onChoose,
}: PinChoicesProps & { readonly group: string }): ReactElement {
  const names = `${group}-names`;
  const name = chosen?.kind === "name" ? chosen.name : "";
  const choose = (typed: string): void => onChoose({ kind: "name", name: typed });
  return (
    <div className="pin-choice pin-by-name">
      <input
        type="radio"
        name={group}
        aria-label="By name"
        checked={chosen?.kind === "name"}
        onChange={() => choose(name)}
      />
      <label htmlFor={`${group}-name`}>The newest named</label>
      <input
        id={`${group}-name`}
        className="input mono"
        list={names}
        value={name}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => choose(event.target.value)}
      />
      <datalist id={names}>
        {namesOf(versions).map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      {chosen?.kind === "name" && (
        <p className="muted small">
          A later version of this name counts too: it starts runs, and they read it.
        </p>
      )}
    </div>
  );
}
