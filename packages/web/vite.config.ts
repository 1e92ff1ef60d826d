import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { compressedAssets } from "./compressed-assets.ts";

/** Where `landbridge up` listens when nothing else is said; `npm run dev` sends the page's requests there. */
const server = "http://127.0.0.1:4600";

export default defineConfig({
  plugins: [react(), compressedAssets()],
  // The workspace packages come in as sources: the page needs no build of them.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    reportCompressedSize: false,
    // The first browsers with CSS `light-dark()`, on which the two themes stand.
    target: ["chrome123", "edge123", "firefox121", "safari17.5"],
    // The server's Content-Security-Policy has no `data:`; small files stay files.
    assetsInlineLimit: 0,
    // The layout engine is one large file, loaded by its worker alone.
    chunkSizeWarningLimit: 2_000,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: server, ws: true }, "/badges": server, "/hooks": server },
  },
});
