#!/usr/bin/env node
// Old Node versions must be able to parse this file, so that they get a sentence and not a syntax error:
// no `node:` names, no top-level await, no optional chaining.
import fs from "fs";
import module from "module";
import { fileURLToPath } from "url";

// Node 22 and later keep what they compiled for the next start: half of the time until the first line runs.
if (module.enableCompileCache !== undefined) module.enableCompileCache();

const main = new URL("../dist/main.js", import.meta.url);
const fault = faultBeforeStart();
if (fault === undefined) import(main.href).catch(refuseIfNotInstalled);
else refuse(fault);

function faultBeforeStart() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    return "Landbridge needs Node.js 20.19 or newer; this is " + process.versions.node + ".";
  }
  if (!fs.existsSync(fileURLToPath(main))) {
    return "Landbridge is not built yet: run `npm run build` in the checkout, or `npm start`, which does it too.";
  }
  return undefined;
}

function refuseIfNotInstalled(error) {
  const missing = /Cannot find package '([^']+)'/.exec(error.message);
  if (missing === null) throw error;
  refuse("The package " + missing[1] + " is not installed: run `npm ci` in the checkout.");
}

function refuse(sentence) {
  process.stderr.write(sentence + "\n");
  process.exitCode = 2;
}
