// Starts shells for an agent: node launcher.mjs. A new process begins as a copy of its parent, and to copy one with
// the tens of megabytes of an agent takes longer than most short scripts; this one has next to none. Lines of JSON:
//   in, once    {command, directory, environment}   what every shell is started with, without its standard files
//   in          {id, stdin, output, report}         start one on these named pipes; report is file descriptor 3
//   out         {id, pid}                           it was started, in a session of its own
//               {id, fault}                         or could not be
//               {id, code, signal}                  it has ended; one of the two is null
// The end of our stdin is the end of the agent. What was started lives on: the agent, or its watchdog, ends it.
import { spawn } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { createInterface } from "node:readline";

/** A signal to the agent's group or service is for the agent, which may still need us to see runs through. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

let common;

function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The agent may have been killed meanwhile: to open a pipe whose other end nobody holds would wait for ever. */
function openPipe(path, flags) {
  const bothEnds = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    return openSync(path, flags);
  } finally {
    closeSync(bothEnds);
  }
}

function start({ id, stdin, output, report }) {
  const files = [];
  try {
    files.push(openPipe(stdin, "r"));
    files.push(openPipe(output, "w"));
    files.push(openPipe(report, "w"));
    const [input, log, told] = files;
    const [program, ...args] = common.command;
    const child = spawn(program, args, {
      cwd: common.directory,
      env: common.environment,
      detached: true,
      stdio: [input, log, log, told],
    });
    child.on("error", (error) => {
      if (child.pid === undefined) tell({ id, fault: error.message });
    });
    child.on("exit", (code, signal) => tell({ id, code, signal }));
    if (child.pid !== undefined) tell({ id, pid: child.pid });
  } catch (error) {
    tell({ id, fault: error.message });
  } finally {
    for (const file of files) closeSync(file);
  }
}

process.stdout.on("error", () => process.exit(0));
createInterface({ input: process.stdin })
  .on("line", (line) => {
    const message = JSON.parse(line);
    if (common === undefined) common = message;
    else start(message);
  })
  .on("close", () => process.exit(0));
