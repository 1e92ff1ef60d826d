import type { RunView } from "@landbridge/api";
import type { ReactElement } from "react";

/** Values of typed inputs as they were given. */
export function GivenInputs({ given }: { readonly given: RunView["givenInputs"] }): ReactElement {
  return (
    <dl className="state">
      {Object.entries(given).map(([name, value]) => (
        <div key={name} className="state-line">
          <dt className="mono cut" title={name}>
            {name}
          </dt>
          <dd className="mono cut" title={String(value)}>
            {value === "" ? <span className="muted">empty</span> : String(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
