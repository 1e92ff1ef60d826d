import { CliRefusal } from "./cli-refusal.ts";
import type { Output } from "./output.ts";

/**
 * Asks before something is taken away; `--yes` has answered already. Refuses where nobody can be asked, rather
 * than take a silence for a yes.
 */
export async function isConfirmed(
  output: Output,
  { question, isYes }: { readonly question: string; readonly isYes: boolean },
): Promise<boolean> {
  if (isYes) return true;
  if (!output.isTerminal || !process.stdin.isTTY) {
    throw new CliRefusal("NO_TERMINAL", `Nobody can be asked here: ${question}`, {
      hint: "Look at what goes, and give --yes.",
    });
  }
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message: question, initialValue: false });
  return !isCancel(answer) && answer;
}
