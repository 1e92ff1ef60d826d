import { closeSync, openSync } from "node:fs";

// Goes with an agent's process into a test: takes all file descriptors that the process could still open but as
// many as it is told, or gives them back.
const held: number[] = [];

process.on("message", ({ spare }: { readonly spare?: number }) => {
  for (const fd of held.splice(0)) closeSync(fd);
  if (spare !== undefined) {
    takeAll();
    for (const fd of held.splice(Math.max(0, held.length - spare))) closeSync(fd);
  }
  process.send?.("done");
});

function takeAll(): void {
  try {
    for (;;) held.push(openSync("/dev/null", "r"));
  } catch {
    // None is left.
  }
}
