// `npm run build`: what changed since the last build; with --force, all of it.
// Old Node versions must be able to parse this file.
import { onSupportedNode } from "./setup/node-version.mjs";

onSupportedNode(() => import("./setup/prepare.mjs").then(({ runBuild }) => runBuild(process.argv.slice(2))));
