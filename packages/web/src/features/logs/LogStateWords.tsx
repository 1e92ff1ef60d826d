import type { ReactElement } from "react";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import type { LogReader } from "./log-reader.ts";

/** What is said where there is nothing to show, or not everything. */
export function LogStateWords({ reader }: { readonly reader: LogReader }): ReactElement | null {
  const state = reader.state();
  if (state.kind === "failed")
    return <ErrorNote error={state.error} what="The log could not be read to its end" />;
  if (reader.buffer.lineCount() > 0) return null;
  if (state.kind === "loading") return <Patience>Reading the log…</Patience>;
  return (
    <p className="log-empty muted">
      {state.kind === "live" ? "Nothing written yet." : "This step wrote nothing."}
    </p>
  );
}
