import { expect, test } from "vitest";
import { fidelityMarkdown } from "./fidelity-markdown.ts";
import { importWorkflow } from "./import-workflow.ts";

test("a page that reads well in a pull request", () => {
  const text = `jobs:
  - name: a
    type: runSh
    serial: true # \`old\` | key
    steps: [{TASK: {script: [x]}}]
`;
  const imported = importWorkflow([{ path: "shippable.yml", text }]);
  if (!imported.ok) throw new Error("the example is broken");
  expect(fidelityMarkdown(imported.report, { from: "line", to: "line/landbridge.yml" }))
    .toBe(`# Import of \`line\`

\`shippable.yml\` → \`line/landbridge.yml\`

| verdict | lines | share |
|---|---:|---:|
| exact | 4 | 80.0 % |
| approximate | 0 | 0.0 % |
| unsupported | 1 | 20.0 % |

*Exact* means the same in the new file, *approximate* has to be looked at, *unsupported* has no effect any more.

## What to look at

### \`shippable.yml\`

| line | verdict | it said | why | new line |
|---:|---|---|---|---:|
| 4 | unsupported | \`\` serial: true # \`old\` \\| key \`\` | \`serial\` comes from an early version of the language and has no effect. |  |

## Carried over, but without effect in this version yet

Everything has an effect.
`);
});
