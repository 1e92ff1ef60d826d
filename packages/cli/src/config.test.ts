import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadCliConfig } from "./config.ts";
import { VERSION } from "./version.ts";

test("without any setting, files lie where the XDG directories are by default", () => {
  const { dataDir, credentialsFile, cacheDir } = loadCliConfig({}, "/home/ada");
  expect([dataDir, credentialsFile, cacheDir]).toEqual([
    "/home/ada/.local/share/landbridge",
    "/home/ada/.config/landbridge/credentials.json",
    "/home/ada/.cache/landbridge",
  ]);
});

test("a variable that is empty counts as not set", () => {
  const config = loadCliConfig({ LANDBRIDGE_SERVER: "", NO_COLOR: "", LANDBRIDGE_DATA_DIR: "" }, "/home/ada");
  expect(config.serverUrl).toBeUndefined();
  expect(config.isColorRefused).toBe(false);
  expect(config.dataDir).toBe("/home/ada/.local/share/landbridge");
});

test("what is set wins", () => {
  const config = loadCliConfig(
    {
      LANDBRIDGE_SERVER: "http://x",
      LANDBRIDGE_DATA_DIR: "/srv/lb",
      XDG_CONFIG_HOME: "/etc/ada",
      NO_COLOR: "1",
    },
    "/home/ada",
  );
  expect(config).toMatchObject({
    serverUrl: "http://x",
    dataDir: "/srv/lb",
    credentialsFile: "/etc/ada/landbridge/credentials.json",
    isColorRefused: true,
  });
});

test("the version is that of the package", () => {
  const manifest: { version?: unknown } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  expect(VERSION).toBe(manifest.version);
});
