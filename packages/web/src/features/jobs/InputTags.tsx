import type { JobInputView } from "@landbridge/api";
import type { ReactElement } from "react";

/** How an IN is declared and what is left to do over it, as small tags. */
export function InputTags({ input }: { readonly input: JobInputView }): ReactElement {
  const { isSwitchedOn, mode, flow, backlog } = input;
  return (
    <>
      {!isSwitchedOn && (
        <span className="tag" title="Its news start nothing">
          switched off
        </span>
      )}
      {mode !== "chrono" && <span className="tag">{mode}</span>}
      {flow === "every" && (
        <span className="tag" title="Each version in order, none skipped">
          every version
        </span>
      )}
      {backlog > 0 && (
        <span className="tag" title="Versions that still need a run each">
          {backlog} to go
        </span>
      )}
    </>
  );
}
