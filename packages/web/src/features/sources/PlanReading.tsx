import { useState } from "react";
import type { ReactElement } from "react";
import { Stopwatch } from "../../ui/Moment.tsx";

/** A plan reads the source now, and asks its repositories for news: git may take seconds. */
export function PlanReading({ what }: { readonly what: string }): ReactElement {
  const [since] = useState(() => new Date().toISOString());
  return (
    <p className="patience plan-reading">
      <span role="status">{what}…</span>{" "}
      <span aria-hidden="true">
        <Stopwatch from={since} />
      </span>
    </p>
  );
}
