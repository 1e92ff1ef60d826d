import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Landbridge</title>
<p>The server runs, but its page was not built. Run <code>npm run build</code> and start it again.</p>`;

/** The built web page: files under /assets for ever, everything else is the page itself, which has its own routes. */
export function addPage(app: Hono, webDir: string | undefined): void {
  const indexFile = webDir === undefined ? undefined : join(webDir, "index.html");
  const index =
    indexFile !== undefined && existsSync(indexFile) ? readFileSync(indexFile, "utf8") : NOT_BUILT;
  app.use("*", async (context, next) => {
    await next();
    context.header("content-security-policy", CONTENT_SECURITY_POLICY);
    context.header("x-content-type-options", "nosniff");
    context.header("referrer-policy", "no-referrer");
    context.header("x-frame-options", "DENY");
  });
  if (webDir !== undefined) {
    app.use("/assets/*", async (context, next) => {
      await next();
      if (context.res.ok) context.header("cache-control", "public, max-age=31536000, immutable");
    });
    app.use("/assets/*", serveStatic({ root: webDir, precompressed: true }));
    app.use("/favicon.svg", serveStatic({ root: webDir }));
  }
  app.get("*", (context) => {
    // A missing file is not the page.
    if (context.req.path.startsWith("/assets/") || /\.\w{1,5}$/.test(context.req.path))
      return context.notFound();
    return context.html(index, 200, { "cache-control": "no-cache" });
  });
}
