import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { describeNode, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

/** The commands of a script: one text, or a list of texts in which an alias may bring lists of its own. */
export function readScript(node: YamlNode, problems: Problem[]): readonly string[] {
  const commands: string[] = [];
  collectCommands(node, commands, problems);
  return commands;
}

function collectCommands(node: YamlNode, commands: string[], problems: Problem[]): void {
  if (node.kind === "list") {
    for (const item of node.items) {
      if (isFlowList(item) && !isFlowList(node)) problems.push(listAsCommand(item));
      collectCommands(item, commands, problems);
    }
    return;
  }
  if (isNull(node)) {
    // Where nothing at all is written (`- ` or `script:`) there is no text to point at but the place itself.
    const message = "A command is empty and is left out.";
    problems.push(
      problem("EMPTY_VALUE", { ...node, end: node.start + 1 }, message, { hint: "remove the line" }),
    );
    return;
  }
  if (node.kind === "map") {
    problems.push(mapAsCommand(node));
    return;
  }
  const command = (textOfScalar(node) ?? "").replace(/\n+$/, "");
  if (command !== "") commands.push(command);
}

function isFlowList(node: YamlNode): boolean {
  return node.kind === "list" && node.source.text[node.start] === "[";
}

/** `- [ -f x ]` is a test to the shell and a list to YAML. */
function listAsCommand(node: YamlNode): Problem {
  const written = node.source.text.slice(node.start, node.end).trimEnd();
  const message = "YAML reads this as a list, so that each item of it is a command of its own.";
  return problem("INVALID_COMMAND", node, message, {
    severity: "warning",
    hint: `if it is one command, quote it: \`- '${written.replaceAll("'", "''")}'\``,
  });
}

/** The classic trap: an unquoted command with a colon and a blank in it is a map to YAML. */
function mapAsCommand(node: YamlNode): Problem {
  const written = node.source.text.slice(node.start, node.end).trimEnd();
  const isOneLine = !written.includes("\n") && !written.startsWith("{");
  const quoted = written.includes("'") ? JSON.stringify(written) : `'${written}'`;
  return problem(
    "INVALID_COMMAND",
    node,
    `A command must be text, but YAML reads this as ${describeNode(node)}.`,
    {
      hint: isOneLine ? `quote it: \`- ${quoted}\`` : "quote the command, or write it as a block after `|`",
    },
  );
}
