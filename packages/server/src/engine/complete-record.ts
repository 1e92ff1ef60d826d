/** Every field of a record by name, also those that it may lack. */
type EveryField<Fields> = { readonly [Name in keyof Required<Fields>]: Fields[Name] };

/**
 * A record of all its fields: what is `undefined` is not there. Whoever adds a field to the record is asked by the
 * compiler where it comes from.
 */
export function completeRecord<Fields extends object>(fields: EveryField<Fields>): Fields {
  const present: Partial<Record<keyof Fields, unknown>> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  // Required fields are never `undefined`: those are left out that may be missing.
  return present as Fields;
}
