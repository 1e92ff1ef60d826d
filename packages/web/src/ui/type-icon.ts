import type { IconName } from "./icon-paths.ts";

const ICON_OF_TYPE: Readonly<Record<string, IconName>> = {
  // Jobs
  runSh: "terminal",
  runCI: "terminal",
  externalCI: "terminal",
  manifest: "layers",
  release: "flag",
  deploy: "rocket",
  provision: "cluster",
  rSync: "sync",
  // Resources
  gitRepo: "branch",
  ciRepo: "branch",
  syncRepo: "branch",
  image: "cube",
  dockerOptions: "sliders",
  params: "sliders",
  replicas: "sliders",
  version: "tag",
  state: "cylinder",
  trigger: "bolt",
  file: "file",
  cluster: "cluster",
  loadBalancer: "cluster",
  cliConfig: "plug",
  integration: "plug",
  externalCIServer: "plug",
  notification: "bell",
  time: "clock",
  webhook: "hook",
};

/** The drawing of a job type or resource type; a square for types that are kept as data. */
export function iconOfType(type: string): IconName {
  return Object.hasOwn(ICON_OF_TYPE, type) ? (ICON_OF_TYPE[type] ?? "thing") : "thing";
}
