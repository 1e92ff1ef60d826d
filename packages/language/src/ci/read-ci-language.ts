import { CI_LANGUAGES, isCiLanguage, versionKeyOf } from "@landbridge/core";
import type { CiDefinition } from "@landbridge/core";
import { CI_VERSION_FIELDS } from "./ci.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { describeNode, findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

/** The language, also one that is not known; nothing where none is written. */
export function readLanguage(entry: MapEntry | undefined, problems: Problem[]): string | undefined {
  if (!entry || isNull(entry.value)) return undefined;
  const language = entry.value.kind === "scalar" ? textOfScalar(entry.value)?.trim() : undefined;
  if (language === undefined || language === "") {
    const message = `\`language\` must be the name of a language, but is ${describeNode(entry.value)}.`;
    problems.push(
      problem("INVALID_VALUE", entry.value, message, { hint: `one of ${CI_LANGUAGES.join(", ")}` }),
    );
    return "none";
  }
  if (!isCiLanguage(language)) {
    const message = `\`${language}\` is not a known language; it has no versions and no default commands.`;
    const hint = didYouMean(language, CI_LANGUAGES) ?? `one of ${CI_LANGUAGES.join(", ")}`;
    problems.push(problem("INVALID_VALUE", entry.value, message, { severity: "warning", hint }));
  }
  return language;
}

/** A CI part without a language. Only where it also gives no commands is there nothing that could run. */
export function problemOfLanguage(root: MapNode, ci: CiDefinition): Problem {
  const span = findEntry(root, "language")?.keySpan ?? root.entries[0]?.keySpan ?? root;
  const hint = "add `language: none`, or the language whose commands are the default";
  if (!ci.usesDefaultCommands) {
    const message = "The CI part of this file names no `language`; it is read as `none`.";
    return problem("MISSING_KEY", span, message, { severity: "warning", hint });
  }
  const message = "The CI part of this file names no `language` and no commands, so there is nothing to run.";
  return problem("MISSING_KEY", span, message, { hint });
}

/** Versions of what the language doesn't use; a JDK goes with every language that runs on one. */
export function problemsOfVersions(root: MapNode, language: string): readonly Problem[] {
  // Of a language that nobody knows its versions can't be told from those of others.
  if (!isCiLanguage(language)) return [];
  const own = versionKeyOf(language);
  const usesJdk = language === "scala" || language === "clojure";
  const found: Problem[] = [];
  for (const { key, keySpan } of root.entries) {
    if (!Object.hasOwn(CI_VERSION_FIELDS, key)) continue;
    if (key === "ruby" && own === "rvm") {
      const message = "`ruby` is read as `rvm`, the key for versions of Ruby.";
      found.push(problem("LEGACY_KEY", keySpan, message, { hint: "write `rvm`" }));
    } else if (key !== own && !(usesJdk && key === "jdk")) {
      const message = `\`${key}\` has no effect where the language is \`${language}\`; it is kept.`;
      const hint =
        own === undefined
          ? "remove it, or correct `language`"
          : `versions of ${language} stand in \`${own}\``;
      found.push(problem("KEY_WITHOUT_EFFECT", keySpan, message, { hint }));
    }
  }
  return found;
}
