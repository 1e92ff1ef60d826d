/** A file that somebody wrote to hurt. */
export interface HostileInput {
  readonly name: string;
  readonly text: () => string;
  /** What the loader says first: its first error with the place, or `loads`. */
  readonly verdict: string;
  /** Nothing but much of what is allowed: it takes as long as any file of its size. */
  readonly isBulk?: true;
}

const JOB = "jobs:\n  - {name: a, type: runSh, steps: [{TASK: x}]}\n";

function many(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join("");
}

function withKey(key: string): string {
  return `jobs:\n  - name: a\n    type: runSh\n    ${key}\n    steps: [{TASK: x}]\n`;
}

function resource(keys: string): string {
  return `resources:\n  - {name: r, ${keys}}\n`;
}

export const HOSTILE_INPUTS: readonly HostileInput[] = [
  {
    name: "alias bomb",
    verdict: "ALIASES_TOO_LARGE 6:25",
    text: () =>
      "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" +
      many(9, (i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]\n`) +
      `jobs: *a9\n`,
  },
  {
    name: "quadratic aliases",
    verdict: "ALIASES_TOO_LARGE 2:601",
    text: () => `a: &a [${"x, ".repeat(2000)}x]\nb: [${"*a, ".repeat(20_000)}x]\n${JOB}`,
  },
  {
    name: "merge keys",
    verdict: "ALIASES_TOO_LARGE 11:13",
    text: () =>
      "a0: &a0 {" +
      many(9, (i) => `k${i}: v, `) +
      "}\n" +
      many(
        30,
        (i) =>
          `a${i + 1}: &a${i + 1}\n  <<: [*a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}]\n`,
      ) +
      "jobs:\n  - <<: *a30\n",
  },
  {
    name: "wide merge keys",
    verdict: "ALIASES_TOO_LARGE 32:10",
    text: () =>
      `a: &a {${many(5000, (i) => `k${i}: v, `)}}\njobs:\n${many(5000, (i) => `  - {<<: *a, name: j${i}}\n`)}`,
  },
  {
    name: "flow nesting of 40,000",
    verdict: "NESTING_TOO_DEEP 1:71",
    text: () => `jobs: ${"[".repeat(40_000)}`,
  },
  {
    name: "flow map nesting of 40,000",
    verdict: "NESTING_TOO_DEEP 1:263",
    text: () => `jobs: ${"{a: ".repeat(40_000)}`,
  },
  {
    name: "block nesting of 10,000",
    verdict: "NESTING_TOO_DEEP 66:67",
    text: () => `jobs:\n${many(10_000, (i) => `${" ".repeat(i + 1)}a:\n`).slice(0, 4_000_000)}`,
  },
  {
    name: "compact nesting of 10,000",
    verdict: "NESTING_TOO_DEEP 2:132",
    text: () => `jobs:\n  ${"- ".repeat(10_000)}x\n`,
  },
  { name: "10 MB", verdict: "FILE_TOO_LARGE 1:1", text: () => `# ${"x".repeat(10 * 1024 * 1024)}\n${JOB}` },
  { name: "1,000,000 lines", verdict: "FILE_TOO_LARGE 300001:1", text: () => "x\n".repeat(1_000_000) },
  {
    name: "1,000,000 comment lines",
    verdict: "FILE_TOO_LARGE 300001:1",
    text: () => "#\n".repeat(1_000_000) + JOB,
  },
  {
    name: "1,000,000 dashes",
    verdict: "FILE_TOO_LARGE 300001:1",
    text: () => "jobs:\n" + "-\n".repeat(1_000_000),
  },
  { name: "NUL", verdict: "BINARY_FILE 3:3", text: () => `${JOB}# \0\n` },
  { name: "BOM", verdict: "loads", text: () => `\ufeff${JOB}` },
  { name: "half surrogate", verdict: "BINARY_FILE 3:3", text: () => `${JOB}# \ud83d\n` },
  {
    name: "escaped half surrogate",
    verdict: "UNUSABLE_CHARACTER 2:44",
    text: () => 'jobs:\n  - {name: a, type: runSh, steps: [{TASK: "\\ud83d"}]}\n',
  },
  {
    name: "__proto__",
    verdict: "INVALID_NAME 3:12",
    text: () =>
      "__proto__: {x: 1}\nresources:\n  - {name: __proto__, type: params, versionTemplate: {params: {__proto__: {polluted: yes}, constructor: x}}}\n  - {name: toString, type: constructor}\njobs:\n  - {name: constructor, type: runSh, __proto__: {type: x}, steps: [{IN: __proto__}, {IN: hasOwnProperty}, {TASK: x}]}\n",
  },
  {
    name: "job matrix of 1,000,000",
    verdict: "MATRIX_TOO_LARGE 4:5",
    text: () => withKey(`matrix: {${many(6, (k) => `K${k}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], `)}}`),
  },
  {
    name: "job matrix of one axis of 1,000,000",
    verdict: "loads",
    isBulk: true,
    text: () => withKey(`matrix: {A: [${"1,".repeat(400_000)}2]}`),
  },
  {
    name: "CI matrix of 1,000,000",
    verdict: "MATRIX_TOO_LARGE 2:1",
    text: () =>
      `language: node_js\nnode_js: [${many(1000, (i) => `"${i}", `)}]\nenv:\n  matrix: [${many(1000, (i) => `A=${i}, `)}]\nbuild: {ci: [x]}\n`,
  },
  {
    name: "CI matrix with excludes",
    verdict: "MATRIX_TOO_LARGE 5:1",
    isBulk: true,
    text: () =>
      `language: node_js\nnode_js: [${many(15, (i) => `"${i}", `)}]\nenv:\n  matrix: [${many(15, (i) => `A=${i}, `)}]\nmatrix:\n  exclude: [${many(20_000, (i) => `{node_js: "${i}"}, `)}]\nbuild: {ci: [x]}\n`,
  },
  {
    name: "names with shell code",
    verdict: "INVALID_NAME 2:12",
    text: () =>
      'jobs:\n  - {name: "$(rm -rf /)", type: runSh, steps: [{IN: "; reboot"}, {TASK: x}]}\n  - {name: "`id`", type: runSh, steps: [{TASK: x}]}\n',
  },
  {
    name: "100,000 problems",
    verdict: "MISSING_KEY 2:6",
    isBulk: true,
    text: () => `jobs:\n${many(100_000, () => `  - {x: 1}\n`)}`,
  },
  {
    name: "100,000 unknown references",
    verdict: "loads",
    isBulk: true,
    text: () =>
      `jobs:\n  - name: a\n    type: runSh\n    steps:\n${many(100_000, (i) => `      - IN: r${i}\n`)}      - TASK: x\n`,
  },
  {
    name: "10,000 unknown names beside 10,000 known",
    verdict: "loads",
    isBulk: true,
    text: () =>
      `resources:\n${many(10_000, (i) => `  - {name: resource_${i}, type: state}\n`)}jobs:\n${many(10_000, (i) => `  - {name: j${i}, type: runSh, steps: [{IN: rseource_${i}}, {TASK: x}]}\n`)}`,
  },
  {
    name: "duplicate keys",
    verdict: "DUPLICATE_KEY 3:1",
    isBulk: true,
    text: () => `jobs: []\n${"a: 1\n".repeat(100_000)}`,
  },
  {
    name: "100,000 external references",
    verdict: "TOO_MANY_FILES 52:5",
    isBulk: true,
    text: () => `externalReferences:\n${many(100_000, (i) => `  - https://x/${i}\n`)}${JOB}`,
  },
  {
    name: "when of 10,000 parentheses",
    verdict: "INVALID_VALUE 4:11",
    text: () => withKey(`when: "${"(".repeat(10_000)}true${")".repeat(10_000)}"`),
  },
  {
    name: "when of 10,000 open parentheses",
    verdict: "INVALID_VALUE 4:11",
    text: () => withKey(`when: "${"(".repeat(10_000)}"`),
  },
  {
    name: "when of 1 MB",
    verdict: "INVALID_VALUE 4:11",
    text: () => withKey(`when: "${"true && ".repeat(130_000)}true"`),
  },
  {
    name: "cron of 1 MB",
    verdict: "INVALID_VALUE 2:55",
    text: () => resource(`type: time, versionTemplate: {interval: "${"*/5,".repeat(250_000)}1 * * * *"}`),
  },
  {
    name: "cron of blanks",
    verdict: "INVALID_VALUE 2:55",
    text: () => resource(`type: time, versionTemplate: {interval: "*${" ".repeat(1_000_000)}*"}`),
  },
  {
    name: "${ 100,000 times",
    verdict: "loads",
    text: () => resource(`type: params, versionTemplate: {params: {A: "${"${".repeat(100_000)}"}}`),
  },
  {
    name: "${ 100,000 times in an image",
    verdict: "loads",
    text: () =>
      resource(
        `type: image, versionTemplate: {sourceName: "${"${".repeat(100_000)}", versionName: "${"${A}".repeat(100_000)}"}`,
      ),
  },
  {
    name: "100,000 anchors",
    verdict: "loads",
    isBulk: true,
    text: () => many(100_000, (i) => `k${i}: &a${i} x\n`) + JOB,
  },
  {
    name: "long plain scalar over lines",
    verdict: "FILE_TOO_LARGE 300001:1",
    text: () => `jobs:\n${"  word\n".repeat(500_000)}`,
  },
  { name: "long key", verdict: "YAML_SYNTAX 1:1", text: () => `${"k".repeat(1_000_000)}: 1\n${JOB}` },
  {
    name: "long unknown key near another",
    verdict: "YAML_SYNTAX 4:5",
    text: () => withKey(`${"dependencyMode".repeat(50_000)}: x`),
  },
  {
    name: "long name",
    verdict: "INVALID_NAME 2:12",
    text: () => `jobs:\n  - {name: "${"a".repeat(2_000_000)}", type: runSh, steps: [{TASK: x}]}\n`,
  },
  {
    name: "long name of odd characters",
    verdict: "INVALID_NAME 2:12",
    text: () => `jobs:\n  - {name: "${"é ".repeat(500_000)}", type: runSh, steps: [{TASK: x}]}\n`,
  },
  {
    name: "long type",
    verdict: "UNKNOWN_JOB_TYPE 2:21",
    text: () => `jobs:\n  - {name: a, type: "${"runSh".repeat(400_000)}", steps: [{TASK: x}]}\n`,
  },
  {
    name: "long address",
    verdict: "loads",
    text: () =>
      resource(
        `type: gitRepo, versionTemplate: {sourceName: "${"a/".repeat(1_000_000)}", branch: "${"*-".repeat(500_000)}"}`,
      ),
  },
  {
    name: "env of quotes",
    verdict: "loads",
    text: () => `language: none\nenv:\n  - "${'A=\\"'.repeat(200_000)}"\nbuild: {ci: [x]}\n`,
  },
  {
    name: "cache key",
    verdict: "loads",
    text: () => withKey(`cache: {key: "${"${CHECKSUM:".repeat(100_000)}", paths: [x]}`),
  },
  {
    name: "inputs",
    verdict: "loads",
    isBulk: true,
    text: () => withKey(`inputs: [${many(50_000, (i) => `{name: I${i}, type: string}, `)}]`),
  },
  {
    name: "circle of 10,000",
    verdict: "CIRCULAR_DEPENDENCY 2:42",
    isBulk: true,
    text: () =>
      `jobs:\n${many(10_000, (i) => `  - {name: j${i}, type: runSh, steps: [{IN: j${(i + 1) % 10_000}}, {TASK: x}]}\n`)}`,
  },
  {
    name: "many circles",
    verdict: "CIRCULAR_DEPENDENCY 2:42",
    isBulk: true,
    text: () =>
      `jobs:\n${many(300, (i) => `  - {name: j${i}, type: runSh, steps: [${many(300, (k) => `{IN: j${k}}, `)}{TASK: x}]}\n`)}`,
  },
  {
    name: "nested scripts",
    verdict: "NESTING_TOO_DEEP 2:112",
    text: () =>
      `jobs:\n  - {name: a, type: runSh, steps: [{TASK: {script: ${"[".repeat(60)}x${"]".repeat(60)}}}]}\n`,
  },
  { name: "tabs", verdict: "TAB_INDENTATION 2:1", text: () => `jobs:\n${"\t".repeat(1_000_000)}- x\n` },
  {
    name: "tab lines",
    verdict: "FILE_TOO_LARGE 300001:1",
    text: () => `jobs:\n${"\t- x\n".repeat(300_000)}`,
  },
  { name: "documents", verdict: "FILE_TOO_LARGE 300001:1", text: () => "---\n".repeat(500_000) },
  {
    name: "directives",
    verdict: "loads",
    isBulk: true,
    text: () => "%YAML 1.2\n".repeat(200_000) + "---\njobs: []\n",
  },
  {
    name: "quotes",
    verdict: "YAML_SYNTAX 1:9",
    isBulk: true,
    text: () => `jobs: ${'"'.repeat(1_000_000)}\n`,
  },
  { name: "open quote", verdict: "FILE_TOO_LARGE 300001:1", text: () => `jobs: "${"x\n".repeat(1_000_000)}` },
  {
    name: "stars",
    verdict: "UNKNOWN_ANCHOR 1:8",
    isBulk: true,
    text: () => `jobs: [${"*a, ".repeat(300_000)}]\n`,
  },
  { name: "exclamation marks", verdict: "YAML_SYNTAX 1:7", text: () => `jobs: ${"!".repeat(1_000_000)}\n` },
  {
    name: "bad escapes",
    verdict: "YAML_SYNTAX 1:8",
    isBulk: true,
    text: () => `jobs: "${"\\q".repeat(500_000)}"\n`,
  },
  {
    name: "outdent staircase",
    verdict: "BAD_INDENTATION 3:1500",
    text: () => "jobs:\n" + many(1500, (i) => `${" ".repeat(1500 - i)}a: 1\n`),
  },
];
