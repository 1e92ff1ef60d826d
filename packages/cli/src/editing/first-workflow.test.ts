import { loadWorkflow } from "@landbridge/language";
import { describe, expect, test } from "vitest";
import { firstWorkflowText, jobNames, repositoryName } from "./first-workflow.ts";
import type { FirstWorkflow } from "./first-workflow.ts";
import { formatText } from "./format-source.ts";
import { loadYamlFormatter } from "./format-yaml.ts";

const formatYaml = await loadYamlFormatter();

const PLAIN: FirstWorkflow = {
  commands: ["make test"],
  origin: { address: "https://git.example.com/acme/shop.git", branch: "main", folder: "" },
  directory: "/home/ada/shop",
  hasDeployment: true,
};

async function expectSound(workflow: FirstWorkflow): Promise<ReturnType<typeof loadWorkflow>["definition"]> {
  const text = firstWorkflowText(workflow);
  const { problems, definition } = loadWorkflow([{ path: "landbridge.yml", text }]);
  expect(problems).toEqual([]);
  expect(await formatText("landbridge.yml", Buffer.from(text), formatYaml)).toMatchObject({ kind: "same" });
  return definition;
}

function scriptOf({
  jobs,
}: {
  readonly jobs: ReturnType<typeof loadWorkflow>["definition"]["jobs"];
}): unknown {
  return jobs[0]?.steps.find(({ kind }) => kind === "task");
}

test("a commit starts the first job, a person the second", async () => {
  const { resources, jobs } = await expectSound(PLAIN);
  expect(resources).toMatchObject([
    {
      name: "shop",
      type: "gitRepo",
      values: { sourceName: "https://git.example.com/acme/shop.git", branch: "main" },
    },
  ]);
  expect(jobs).toMatchObject([
    { name: "shop_test", steps: [{ from: "shop" }, { script: ['cd "$(lb path shop)"', "make test"] }] },
    { name: "shop_deploy", steps: [{ from: "shop_test", isSwitchedOn: false }, { kind: "task" }] },
  ]);
});

test("without a repository the commands run in the directory itself; without a deployment there is one job", async () => {
  const directory = "/home/ada/it's a shop";
  const { resources, jobs } = await expectSound({
    ...PLAIN,
    origin: undefined,
    directory,
    hasDeployment: false,
  });
  expect(resources).toEqual([]);
  expect(jobs).toHaveLength(1);
  expect(scriptOf({ jobs })).toMatchObject({ script: ["cd '/home/ada/it'\\''s a shop'", "make test"] });
});

test("a directory within the repository is gone into", async () => {
  const origin = {
    address: "git@git.example.com:acme/shop.git",
    branch: "feature/a",
    folder: "services/api/",
  };
  const { jobs } = await expectSound({ ...PLAIN, origin });
  expect(scriptOf({ jobs })).toMatchObject({ script: ['cd "$(lb path shop)/services/api"', "make test"] });
});

describe("whatever the commands are, they are those commands", () => {
  test.each([
    "true",
    "off",
    'echo "a: b" # c',
    "echo 'it is'",
    `echo "it's"`,
    "- x",
    "*glob",
    "&& x",
    "{a: b}",
    "[ -f x ]",
    "! test -f x",
    "echo ünïcode ✓",
    "a\tb",
    "x: y",
    "1.0",
    "~/bin/x",
    "%percent",
    "@at `tick`",
    "C:\\tools\\make.exe",
    "very ".repeat(60) + "long",
    ". .venv/bin/activate",
    "./x | tee y",
    "null",
  ])("%s", async (command) => {
    const { jobs } = await expectSound({ ...PLAIN, commands: [command] });
    expect(scriptOf({ jobs })).toMatchObject({ script: [expect.any(String), command] });
  });
});

test.each([
  ["https://git.example.com/acme/my-app.git", "my_app"],
  ["git@git.example.com:acme/shop.git", "shop"],
  ["/srv/git/shop/", "shop"],
  ["https://git.example.com/acme/shop-test", "shop_test_repo"],
  ["https://git.example.com/acme/Shop_De-ploy.git", "Shop_De_ploy"],
  ["https://git.example.com/acme/SHOP.Deploy.git", "SHOP_Deploy_repo"],
  ["https://git.example.com/acme/--.git", "repository"],
])("the repository at %s is called %s", async (address, name) => {
  expect(repositoryName(address, jobNames(PLAIN.directory))).toBe(name);
  await expectSound({ ...PLAIN, origin: { address, branch: "main", folder: "" } });
});

test.each([
  ["/home/ada/my-app", "my_app_test", "my_app_deploy"],
  ["/srv/Läden (2)", "L_den_2_test", "L_den_2_deploy"],
  ["/srv/2shop", "2shop_test", "2shop_deploy"],
  ["/", "test", "deploy"],
  ["/srv/--", "test", "deploy"],
])("each directory has jobs of its own: %s", async (directory, first, second) => {
  const { jobs } = await expectSound({ ...PLAIN, directory });
  expect(jobs.map(({ name }) => name)).toEqual([first, second]);
  expect(scriptOf({ jobs: jobs.slice(1) })).toMatchObject({
    script: [expect.stringContaining(` of ${first} was about.`)],
  });
});
