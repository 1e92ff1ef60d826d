/** Tasks of the effect queue. They are queued in the transaction that asks for them, and done at least once. */
export const LOOK_AT_REPOSITORY = "look-at-repository";
