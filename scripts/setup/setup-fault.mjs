// What a person can do something about: told in one sentence, with the last lines of the tool that failed.

export function setupFault(sentence, output = "") {
  return Object.assign(new Error(sentence), { name: "SetupFault", output });
}

/** Prints a fault and sets the exit code; anything that is not a SetupFault is a bug and keeps its stack. */
export function reportFault(error) {
  if (error?.name === "SetupFault") {
    const lines = lastLines(error.output, 30);
    if (lines !== "") process.stderr.write(`${lines}\n\n`);
    process.stderr.write(`${error.message}\n`);
  } else if (error?.code === "ENOSPC") {
    process.stderr.write("The disk is full: free some space and start again.\n");
  } else {
    process.stderr.write(`${error?.stack ?? error}\n`);
  }
  process.exitCode = 1;
}

export function lastLines(text, count) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/** The usual reasons why a tool could not write, as a sentence; undefined when it was something else. */
export function faultOfOutput(output, what) {
  if (/ENOSPC|no space left on device/i.test(output)) {
    return `The disk is full: ${what} did not fit. Free some space and start again.`;
  }
  if (/EROFS|read-only file system/i.test(output))
    return `The file system is read-only: ${what} can't be written.`;
  if (/EACCES|EPERM|permission denied/i.test(output)) {
    return `This user may not write here: ${what} failed. The checkout must belong to the user who starts it.`;
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output)) {
    return `The package registry can't be reached: ${what} failed. Look at the network or at npm's proxy settings.`;
  }
  return undefined;
}
