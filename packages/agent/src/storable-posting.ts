import { storableText } from "@landbridge/core";
import type { Posting } from "@landbridge/core";

/** The very same posting when there is nothing to leave out. */
export function storablePosting(posting: Posting): Posting {
  const { values, replicateOf } = posting;
  const texts = [...Object.entries(values).flat(), replicateOf ?? ""];
  if (texts.every((text) => storableText(text) === text)) return posting;
  const kept = Object.entries(values).map(
    ([key, value]) => [storableText(key), storableText(value)] as const,
  );
  return {
    ...posting,
    values: Object.fromEntries(kept),
    ...(replicateOf === undefined ? {} : { replicateOf: storableText(replicateOf) }),
  };
}
