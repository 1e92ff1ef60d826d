import { openWords, textList } from "../fields/field.ts";
import { valuesShape } from "../fields/values-shape.ts";

/** What is sent without an account at a third party. */
const METHODS = ["email", "irc"] as const;

export const NOTIFICATION = valuesShape(
  {
    method: openWords(METHODS, "where there is no integration"),
    recipients: textList('["#ops", "@alice"]'),
  },
  {
    requiredWith: [{ key: "method", words: METHODS, needs: "recipients" }],
    integration: {
      need: "expected",
      because: "which carries the message; only `method: email` and `method: irc` do without",
      unusedWith: { key: "method", words: METHODS },
    },
  },
);
