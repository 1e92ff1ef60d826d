import { nearestName, variableName } from "@landbridge/core";
import { text } from "./field.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readField } from "./read-fields.ts";
import type { Span } from "../yaml/source-text.ts";
import { findEntry, isNull } from "../yaml/yaml-node.ts";
import type { MapNode } from "../yaml/yaml-node.ts";

const LONGEST_NAME = 200;
const NAME_FIELDS = { resource: text("my_resource"), job: text("my_job") } as const;

/** The `name` of a resource or job: `what` completes "A … needs a name". Nothing where there is no usable one. */
export function readName(
  map: MapNode,
  what: keyof typeof NAME_FIELDS,
  problems: Problem[],
): { readonly name: string; readonly nameSpan: Span } | undefined {
  const entry = findEntry(map, "name");
  if (!entry || isNull(entry.value)) {
    const span = entry?.keySpan ?? map.entries[0]?.keySpan ?? map;
    const hint = insteadOf(map, "name") ?? `add \`name: my_${what}\``;
    problems.push(problem("MISSING_KEY", span, `A ${what} needs a name.`, { hint }));
    return undefined;
  }
  const name = readField(entry, NAME_FIELDS[what], problems);
  if (name === undefined) return undefined;
  const nameSpan = entry.value;
  const fault = faultOfName(name);
  if (fault !== undefined) {
    problems.push(
      problem("INVALID_NAME", nameSpan, `The name ${fault}.`, { hint: "use letters, digits, `_` and `-`" }),
    );
    return undefined;
  }
  const oddity = oddityOfName(name);
  if (oddity !== undefined) {
    problems.push(
      problem("UNUSUAL_NAME", nameSpan, `The name \`${name}\` ${oddity}.`, {
        hint: "use letters, digits, `_` and `-`",
      }),
    );
  }
  return { name, nameSpan };
}

/** The hint for a key that is missing because it is misspelt. */
export function insteadOf(map: MapNode, key: string): string | undefined {
  if (findEntry(map, key)) return undefined;
  const written = map.entries.map((entry) => entry.key);
  const meant = nearestName(key, written);
  return meant === undefined ? undefined : `write \`${key}\` in place of \`${meant}\``;
}

/** Names become folders and variables on agents. */
function faultOfName(name: string): string | undefined {
  if (name.trim() === "") return "is blank";
  if (name.length > LONGEST_NAME) return `has more than ${LONGEST_NAME} characters`;
  if (/[/\\]/.test(name)) return "holds a slash";
  if (/\p{Cc}/u.test(name)) return "holds a control character";
  // To JavaScript it is no name like others.
  if (name === "__proto__") return "is reserved";
  if (name === "." || name === "..") return "means a folder";
  return undefined;
}

function oddityOfName(name: string): string | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(name)) return "holds more than letters, digits, `_` and `-`";
  if (variableName(name) === "")
    return "has no letter, so its environment variables have no name of their own";
  return undefined;
}
