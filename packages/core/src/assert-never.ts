/** Ends a `switch` over a union: a new member that was forgotten here is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
