import { readdir } from "node:fs/promises";
import { get } from "node:http";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";
import { compressedAssets } from "../../web/compressed-assets.ts";
import { startTestServer, temporaryDirectory, writeFiles } from "./support/test-server.ts";

async function builtPage(): Promise<string> {
  const root = await temporaryDirectory();
  await writeFiles(root, {
    "index.html": '<!doctype html><script type="module" src="/app.js"></script>',
    "app.js": `document.title = ${JSON.stringify("the page of the test ".repeat(500))};`,
  });
  await build({ root, configFile: false, logLevel: "silent", plugins: [compressedAssets()] });
  return join(root, "dist");
}

/** As it comes over the wire; `fetch` would unpack it. */
async function load(url: string, accepted: string): Promise<{ response: IncomingMessage; body: Buffer }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { "accept-encoding": accepted } }, resolve).on("error", reject);
  });
  return { response, body: await buffer(response) };
}

test("what the page loads comes compressed, as the browser understands it, and is the same", async () => {
  const webDir = await builtPage();
  const name = (await readdir(join(webDir, "assets"))).find((file) => file.endsWith(".js")) ?? "";
  const { url } = await startTestServer({ webDir });
  const asset = `${url}/assets/${name}`;
  const plain = await load(asset, "identity");
  expect(plain.response.headers["content-encoding"]).toBeUndefined();
  expect(plain.body.toString()).toContain("the page of the test");
  for (const [accepted, encoding, unpack] of [
    ["gzip, deflate, br", "br", brotliDecompressSync],
    ["gzip, deflate", "gzip", gunzipSync],
  ] as const) {
    const { response, body } = await load(asset, accepted);
    expect(response.headers).toMatchObject({
      "content-encoding": encoding,
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
    });
    expect(body.length).toBeLessThan(plain.body.length / 10);
    expect(unpack(body).equals(plain.body)).toBe(true);
  }
});
