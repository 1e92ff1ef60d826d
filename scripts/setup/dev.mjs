import { binOf, inCheckout } from "./checkout.mjs";
import { endGroup, endGroupsOnSignal, isToldToEnd, startGroup } from "./child-processes.mjs";
import { ensureInstalled } from "./install.mjs";
import { aloneInCheckout } from "./prepare.mjs";
import { createProgress } from "./progress.mjs";
import { reportFault } from "./setup-fault.mjs";

/** Starts platform and page from their sources; when one of them ends, the other one does too. */
export async function startDevelopment(args) {
  endGroupsOnSignal();
  const progress = createProgress();
  try {
    await aloneInCheckout(progress, () => ensureInstalled(progress));
  } catch (error) {
    reportFault(error);
    return;
  }
  const children = [startPlatform(args), startPage()];
  for (const child of children) {
    child.on("exit", (code) => {
      if (isToldToEnd()) return;
      process.exitCode ??= code ?? 1;
      for (const other of children) endGroup(other);
    });
  }
}

function startPlatform(args) {
  const tsx = [binOf("tsx"), "watch", "--clear-screen=false", "--conditions=source"];
  const env = { ...process.env };
  env.LANDBRIDGE_DATA_DIR ??= inCheckout(".landbridge-data");
  const command = [inCheckout("packages/cli/src/main.ts"), "up", "--sample", ...args];
  return startGroup(process.execPath, [...tsx, ...command], { env, stdio: ["ignore", "inherit", "inherit"] });
}

function startPage() {
  const options = { cwd: inCheckout("packages/web"), stdio: ["ignore", "inherit", "inherit"] };
  return startGroup(process.execPath, [binOf("vite"), "--clearScreen", "false"], options);
}
