import type { Fields, MapShape } from "./field.ts";
import type { IntegrationNeed } from "./integration-need.ts";
import { mapShape } from "./map-shape.ts";

/** What the values of a resource type look like, and whether it goes with an integration. */
export interface ValuesShape extends MapShape {
  readonly integration: IntegrationNeed;
  /** Keys that the platform reads by itself, where no run is there to fill in a variable. */
  readonly readWithoutRun: ReadonlySet<string>;
}

export type ValuesRules = Partial<Omit<ValuesShape, "fields">>;

const NOTHING: ReadonlySet<string> = new Set();

export function valuesShape(fields: Fields, rules: ValuesRules = {}): ValuesShape {
  return { integration: { need: "none" }, readWithoutRun: NOTHING, ...mapShape(fields, rules), ...rules };
}
