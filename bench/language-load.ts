import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeBenchDirectory } from "./directories.ts";
import { inTurn } from "./measure.ts";
import type { Row, Spread } from "./measure.ts";

const CLI = fileURLToPath(new URL("../packages/cli/dist/main.js", import.meta.url));
const MANY = 10_000;
const FEW = 1_000;
const MOST_MS = 2_000;
const MOST_MEGABYTES = 500;

interface Cost {
  readonly ms: number;
  readonly megabytes: number;
}

/** Has the command tell at its end how much memory it had at most, in kilobytes. */
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));',
)}`;

/** Runs the built command line in a process of its own. */
function costOf(args: readonly string[]): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, ["--import", TELL_MEMORY, CLI, ...args], {
      stdio: ["ignore", "ignore", "inherit", "pipe"],
      // What the bench itself needs to read sources would slow it down.
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    let kilobytes = "";
    child.stdio[3]?.on("data", (chunk: Buffer) => (kilobytes += chunk.toString()));
    child.on("error", reject).on("close", (code) => {
      if (code !== 0) reject(new Error(`landbridge ${args.join(" ")} ended with ${String(code)}`));
      else resolve({ ms: performance.now() - began, megabytes: Number(kilobytes) / 1024 });
    });
  });
}

/** Chains of ten jobs, each between two resources, and a fan over every hundredth, in block style and in flow style. */
export function largeWorkflow(count: number): string {
  const resources: string[] = [];
  const jobs: string[] = [];
  for (let index = 0; index < count; index++) {
    const isFlow = index % 2 === 1;
    resources.push(isFlow ? flowResource(index) : blockResource(index));
    jobs.push(isFlow ? flowJob(index) : blockJob(index));
  }
  return `resources:\n${resources.join("")}jobs:\n${jobs.join("")}`;
}

function blockResource(index: number): string {
  return `  - name: resource_${index}\n    type: params\n    versionTemplate:\n      params:\n        SIZE: "${index}"\n`;
}

function flowResource(index: number): string {
  return `  - {name: resource_${index}, type: params, versionTemplate: {params: {SIZE: "${index}"}}}\n`;
}

/** What the job takes: the job before it in its chain, and what that made; every hundredth starts ten chains. */
function inputsOf(index: number): readonly string[] {
  if (index % 10 !== 0) return [`job_${index - 1}`, `resource_${index - 1}`];
  const hub = index - (index % 100);
  return hub === index ? [] : [`resource_${hub}`];
}

function blockJob(index: number): string {
  const inputs = inputsOf(index).map((name) => `      - IN: ${name}\n`);
  return `  - name: job_${index}\n    type: runSh\n    steps:\n${inputs.join("")}      - TASK:\n          name: work\n          script:\n            - ./work.sh ${index}\n      - OUT: resource_${index}\n`;
}

function flowJob(index: number): string {
  const inputs = inputsOf(index).map((name) => `{IN: ${name}}, `);
  return `  - {name: job_${index}, type: runSh, steps: [${inputs.join("")}{TASK: {name: work, script: [./work.sh ${index}]}}, {OUT: resource_${index}}]}\n`;
}

async function writeWorkflow(count: number): Promise<string> {
  const directory = join(await makeBenchDirectory(), String(count));
  await mkdir(directory);
  await writeFile(join(directory, "landbridge.yml"), largeWorkflow(count));
  return directory;
}

/** 10,000 jobs and 10,000 resources through the command line, against 1,000 of each. */
export async function loadRow(rounds: number): Promise<Row> {
  const many = await writeWorkflow(MANY);
  const few = await writeWorkflow(FEW);
  let megabytes = 0;
  // The command checks the whole configuration before it draws it.
  const draw = async (directory: string): Promise<number> => {
    const drawn = await costOf(["graph", directory, "--format", "json"]);
    megabytes = Math.max(megabytes, drawn.megabytes);
    return drawn.ms;
  };
  const { ratio, ours, baseline } = await inTurn(
    rounds,
    () => draw(many),
    () => draw(few),
  );
  return {
    what: "`landbridge graph`, which validates first, of 10,000 jobs and 10,000 resources ÷ of 1,000 and 1,000",
    goal: `≤ 12, < 2 s, < ${MOST_MEGABYTES} MB`,
    ratio,
    ours: `${seconds(ours)}, ${megabytes.toFixed(0)} MB`,
    baseline: seconds(baseline),
    isMet: ratio.median <= 12 && ours.median < MOST_MS && megabytes < MOST_MEGABYTES,
  };
}

function seconds({ median }: Spread): string {
  return `${(median / 1000).toFixed(2)} s`;
}
