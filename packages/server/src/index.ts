export { createServer } from "./app.ts";
export type { Server } from "./app.ts";
export { loadFetchAllow, loadServerConfig } from "./config.ts";
export type { ServerConfig, ServerConfigInput } from "./config.ts";
export { fetchExternals } from "./engine/fetch-externals.ts";
export type { AllowList } from "./fetch/allow-list.ts";
export type { FetchAnswer } from "./fetch/fetch-answer.ts";
export { createGuardedFetch } from "./fetch/guarded-fetch.ts";
export type { FetchOptions, GuardedFetch, GuardedFetchOptions } from "./fetch/guarded-fetch.ts";
