import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./build.mjs";
import { inCheckout } from "./checkout.mjs";
import { endGroupsOnSignal } from "./child-processes.mjs";
import { ensureInstalled } from "./install.mjs";
import { aloneInCheckout } from "./prepare.mjs";
import { createProgress } from "./progress.mjs";
import { reportFault } from "./setup-fault.mjs";

/** Installs and builds what is missing, then becomes `landbridge up --sample`. */
export async function start(args) {
  const handOver = endGroupsOnSignal();
  try {
    await prepare();
  } catch (error) {
    reportFault(error);
    return;
  }
  handOver();
  endWithNpm();
  becomeLandbridge(["up", "--sample", ...args]);
}

function prepare() {
  const progress = createProgress();
  return aloneInCheckout(progress, async () => {
    await ensureInstalled(progress);
    await ensureBuilt(progress);
  });
}

/** An npm that is killed outright, or whose terminal is gone, can't hand the signal on. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 1_000);
  timer.unref();
}

/**
 * Goes on as the command, in this very process: no process in between that signals and exit codes would have to
 * be handed through, and none that could be left behind.
 */
function becomeLandbridge(args) {
  const command = inCheckout("packages/cli/bin/landbridge.js");
  process.env.LANDBRIDGE_DATA_DIR ??= inCheckout(".landbridge-data");
  process.argv = [process.argv[0], command, ...args];
  return import(pathToFileURL(command).href);
}
