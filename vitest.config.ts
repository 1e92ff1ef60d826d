import { defineConfig } from "vitest/config";

// Tests run on the sources themselves ("source" condition), so a test run needs no build of the packages.
export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"], externalConditions: ["source"] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/{core,language,api,agent,cli,web,server}/src/**/*.test.{ts,tsx}",
            "packages/server/simulation/**/*.test.ts",
            "scripts/**/*.test.mjs",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "server",
          include: ["packages/{server,agent,cli}/test/**/*.test.ts"],
          globalSetup: ["packages/server/test/support/postgres-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
