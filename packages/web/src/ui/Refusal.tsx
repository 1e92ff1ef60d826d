import type { ReactElement } from "react";
import { adviceFor } from "../api/failure.ts";

/** What the server refused, where it was asked for. */
export function Refusal({ error }: { readonly error: Error }): ReactElement {
  const { detail, hint } = adviceFor(error);
  return (
    <p className="refusal" role="alert">
      {detail} {hint}
    </p>
  );
}
