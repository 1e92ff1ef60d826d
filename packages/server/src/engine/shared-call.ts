/**
 * Answers of one call for many: who asks while a call is under way gets the answer of the one after it, which all share
 * that came meanwhile. What was true when somebody asked, the answer knows.
 */
export function createSharedCall<Answer>(call: () => Promise<Answer>): () => Promise<Answer> {
  let underWay: Promise<Answer> | undefined;
  let next: Promise<Answer> | undefined;
  const begin = (): Promise<Answer> => {
    next = undefined;
    const started = call().finally(() => {
      if (underWay === started) underWay = undefined;
    });
    underWay = started;
    return started;
  };
  return () => {
    // The one that is to come begins an instant after the one before it has ended.
    if (!underWay) return next ?? begin();
    next ??= underWay.then(begin, begin);
    return next;
  };
}
