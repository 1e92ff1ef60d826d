import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAnyYaml } from "./parse.ts";
import { parsePlainBlocks } from "./parse-plain-blocks.ts";
import { createSourceText } from "./source-text.ts";
import type { YamlNode } from "./yaml-node.ts";

/** Values with their offsets: two parsers that agree on these agree on everything. */
function outline(node: YamlNode | undefined): unknown {
  if (!node) return "nothing";
  if (node.kind === "scalar") return [node.start, node.end, node.value, node.text];
  if (node.kind === "list") return [node.start, node.end, node.items.map((item) => outline(item))];
  const entries = node.entries.map(({ key, keySpan, value }) => [
    key,
    keySpan.start,
    keySpan.end,
    outline(value),
  ]);
  return [node.start, node.end, entries];
}

/** What the library makes of the text, if the short way accepts it at all. */
function expectAgreement(text: string): "agreed" | "left to the library" {
  const source = createSourceText("a.yml", text);
  const short = parsePlainBlocks(source);
  if (!short) return "left to the library";
  const { root, problems } = parseAnyYaml(source, new Map());
  expect(
    problems.filter(({ severity }) => severity === "error"),
    text,
  ).toEqual([]);
  expect(outline(short), text).toEqual(outline(root));
  return "agreed";
}

const ORDINARY = `# a workflow
resources:
  - name: src            # where it comes from
    type: gitRepo
    versionTemplate: {sourceName: acme/api, branches: {only: [main, release/*]}, depth: 1}

jobs:
- name: test
  type: runSh
  priority: 0x10
  empty:
  steps:
    - IN: src
      switch: off
    - TASK:
        name: 'it''s'
        script:
          - make test && echo "done:100%" # fine
          - "echo \\"a: b\\""
          - |
            if true; then
              echo 1.50

            fi

          - -v
          - http://example.com/#anchor
          -
    - - nested
      - list
  on_success:
    - script: echo ok
  ratio: -1.5e3
  nothing: ~
  list: []
  map: {}
`;

test("an ordinary file takes the short way", () => {
  expect(expectAgreement(ORDINARY)).toBe("agreed");
});

test.each([
  "a: &x 1",
  "a: *x",
  "a: !x 1",
  "a: b: c",
  "a:\tb",
  "a: 1\r\n",
  "a: x\n  y\n",
  "a: >\n  x\n",
  "a: |2\n   x\n",
  "a: 1\na: 2",
  "<<: {a: 1}",
  "a: [b,\n c]",
  "a: {b}",
  "a: [b: c]",
  "a: [b, ]",
  '"a": 1',
  "? a\n: b",
  "---\na: 1",
  "a: 1\n...",
  "- a",
  "text",
  "",
  "a: 'x",
  "a: 'x' y",
  "a: - b",
  "a: 1\n b: 2",
  "a:\n    - b\n  - c",
  "null: 1",
  "__proto__: 1",
  "a: |\n  x",
])("%j is left to the library", (text) => {
  expect(parsePlainBlocks(createSourceText("a.yml", text))).toBeUndefined();
});

const SNIPPETS = [
  "  ¦ ¦\n¦- ¦: ¦:¦#¦ #¦'¦\"¦{¦}¦[¦]¦,¦|¦|-¦|\n¦>¦-¦?¦&a¦*a¦!x¦~¦null¦1.50¦0x1f¦\\¦\\n¦\t¦\r\n¦%¦@¦key: ¦a¦<<: ¦---¦...",
  "é¦\u2028¦\u0085¦\u00a0¦\u000b¦\ufeff¦.inf¦1e3¦-¦+1¦.5¦5.¦true¦0o17",
].flatMap((several) => several.split("¦"));

test("changed anywhere, the file is read alike by both, or by the library alone", { timeout: 30_000 }, () => {
  const change = fc.record({
    at: fc.nat(ORDINARY.length),
    remove: fc.nat(6),
    insert: fc.constantFrom(...SNIPPETS, ""),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      let text = ORDINARY;
      for (const { at, remove, insert } of changes)
        text = text.slice(0, at) + insert + text.slice(at + remove);
      expect(["agreed", "left to the library"]).toContain(expectAgreement(text));
    }),
    { numRuns: 800 },
  );
});

const SCALARS = [
  "x¦two words¦'single'¦\"double\"¦1¦1.50¦true¦~¦¦a#b¦-x¦$V:1¦x # comment¦[]¦{}¦[a, 'b', 3]¦{k: v, l: [m]}¦http://x",
  "|\n        text\n\n        more¦|-\n        text\n¦| # why\n        text",
].flatMap((several) => several.split("¦"));

/** Lines with random depth and shape: many are wrong, which the library alone may say. */
const line = fc
  .record({
    indent: fc.nat(4),
    dashes: fc.nat(2),
    key: fc.constantFrom("", "a: ", "b: ", "c : ", "d:\n"),
    value: fc.constantFrom(...SCALARS),
  })
  .map(({ indent, dashes, key, value }) => `${"  ".repeat(indent)}${"- ".repeat(dashes)}${key}${value}`);

test("files of random lines are read alike by both, or by the library alone", { timeout: 30_000 }, () => {
  let agreed = 0;
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      if (expectAgreement(`top:\n${lines.join("\n")}\n`) === "agreed") agreed += 1;
    }),
    { numRuns: 800 },
  );
  expect(agreed).toBeGreaterThan(20);
});
