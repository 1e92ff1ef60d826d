// `npm test`: every check and every test, after all the set-up that they need. `--quick`: what needs no browser
// and no database. Old Node versions must be able to parse this file.
import { onSupportedNode } from "./setup/node-version.mjs";

onSupportedNode(() =>
  import("./testing/run-tests.mjs").then(({ runTests }) => runTests(process.argv.slice(2))),
);
