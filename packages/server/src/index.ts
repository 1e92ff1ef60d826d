export { createServer } from "./app.ts";
export type { Server } from "./app.ts";
export { loadServerConfig } from "./config.ts";
export type { ServerConfig, ServerConfigInput } from "./config.ts";
