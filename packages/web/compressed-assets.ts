import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = /^assets\/.+\.(?:js|css|svg)$/;
/** The highest level takes ten times as long for a few percent. */
const BROTLI_QUALITY = 9;

/** Writes `.br` and `.gz` beside what the page loads: the server sends them as they are and compresses nothing. */
export function compressedAssets(): Plugin {
  return {
    name: "landbridge:compressed-assets",
    apply: "build",
    // After everything: the names and the text of a file may change until it is written.
    async writeBundle({ dir = "" }, bundle) {
      const names = Object.keys(bundle).filter((name) => COMPRESSIBLE.test(name));
      await Promise.all(names.map((name) => compress(join(dir, name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
