// One of several processes that try to take the same locks at the same moments: argv holds the directories and the
// time at which to try for the first. Says which ones it got, and keeps them until its input ends.
import { AppError } from "@landbridge/core";
import { acquireDataDirLock } from "../../src/store/postgres/data-dir-lock.ts";

const ROUND_MS = 10;
const [firstAt = "0", ...dataDirs] = process.argv.slice(2);
const won = dataDirs.filter((dataDir, round) => {
  const at = Number(firstAt) + round * ROUND_MS;
  while (Date.now() < at);
  try {
    acquireDataDirLock(dataDir);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "DATA_DIR_IN_USE") return false;
    throw error;
  }
});
process.stdout.write(`${JSON.stringify(won)}\n`);
process.stdin.resume();
