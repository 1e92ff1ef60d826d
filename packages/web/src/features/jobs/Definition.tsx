import type { JobDetailView } from "@landbridge/api";
import type { ReactElement } from "react";
import { CodeBlock } from "../../ui/CodeBlock.tsx";
import { yamlText } from "../../ui/yaml-text.ts";

/** The job as it is declared, and where. */
export function Definition({ job }: { readonly job: JobDetailView }): ReactElement {
  return (
    <section className="card definition">
      <header className="card-head">
        <h2>Definition</h2>
        {job.place && (
          <span
            className="muted mono small cut"
            title={`${job.place.file}:${job.place.line}:${job.place.column}`}
          >
            {job.place.file}:{job.place.line}
          </span>
        )}
      </header>
      <CodeBlock text={yamlText(job.definition)} label={`Definition of ${job.name}`} />
    </section>
  );
}
