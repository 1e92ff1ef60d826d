import type { ProblemView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Sentence } from "../names/Sentence.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** What is wrong with a configuration, where, and what to do about it. */
export function ProblemList({ problems }: { readonly problems: readonly ProblemView[] }): ReactElement {
  return (
    <ul className="problems">
      {problems.map((problem) => (
        <li
          key={`${problem.code} ${problem.file} ${problem.line} ${problem.column} ${problem.message}`}
          className="problem"
          style={{ "--status": `var(--status-${problem.severity === "error" ? "failure" : "unstable"})` }}
        >
          <Icon name={problem.severity === "error" ? "failure" : "inconsistent"} />
          <div>
            <p>
              <Sentence text={problem.message} />
            </p>
            {problem.hint !== undefined && (
              <p className="muted">
                <Sentence text={problem.hint} />
              </p>
            )}
            <p className="muted small">
              <span className="mono">
                {problem.file}:{problem.line}:{problem.column}
              </span>{" "}
              · {problem.code}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
