import type { ReactElement } from "react";
import { Link } from "wouter";
import { CodeBlock } from "../../ui/CodeBlock.tsx";

const FIRST_WORKFLOW = `resources:
  - name: greeting
    type: params
    versionTemplate: { params: { WORD: hello } }

jobs:
  - name: say_it
    type: runSh
    steps:
      - IN: greeting
      - TASK: { name: speak, script: ['echo "$WORD, world"'] }
`;

/** Nothing to draw yet: the lines that change it. */
export function EmptyGraph(): ReactElement {
  return (
    <div className="empty">
      <h2>This workspace has no workflow yet.</h2>
      <p className="muted">
        Put these lines into a file <code>landbridge.yml</code> of a directory or git repository, and add that
        as a{" "}
        <Link href="/sources" className="text-link">
          source
        </Link>
        . The graph appears here.
      </p>
      <CodeBlock text={FIRST_WORKFLOW} label="A first workflow" />
      <p className="muted small">
        To try it without a server: <code>landbridge run .</code>
      </p>
    </div>
  );
}
