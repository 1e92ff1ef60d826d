// A server process for tests that kill it. Starts when its standard input says so, says where it is in one line of
// JSON, and ends with its parent.
import { once } from "node:events";
import { pino } from "pino";

// Written by killable-server.ts; `obey` is there in watched-app.ts alone.
const { app, databaseUrl, dataDir, port } = JSON.parse(process.argv[2]);
const { createServer, obey } = await import(app);
process.stdin.on("close", () => process.exit());
await once(process.stdin, "data");
const server = await createServer(
  {
    host: "127.0.0.1",
    port,
    dataDir,
    databaseUrl,
    databaseSeconds: 30,
    workspace: "main",
    logLevel: "error",
    checkSeconds: 0,
    syncSeconds: 0,
  },
  { log: pino({ level: "fatal" }, process.stderr) },
);
const token = await server.createCommandLineToken();
process.stdout.write(`${JSON.stringify({ url: server.url, agentToken: server.agentToken, token })}\n`);
process.stdin.on("data", (line) => process.stdout.write(`${JSON.stringify(obey(JSON.parse(line)))}\n`));
