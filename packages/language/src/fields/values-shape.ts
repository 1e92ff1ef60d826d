import type { Fields, MapShape } from "./field.ts";
import type { IntegrationNeed } from "../resources/integration-need.ts";
import { mapShape } from "./map-shape.ts";

/** What the values of a resource type look like, and whether it goes with an integration. */
export interface ValuesShape extends MapShape {
  readonly integration: IntegrationNeed;
  readonly readWithoutRun: ReadWithoutRun;
}

/** Keys that the platform reads by itself, where no run is there to fill in a variable. */
export interface ReadWithoutRun {
  readonly keys: readonly string[];
  /** The flag that, set to false, keeps it from doing so. */
  readonly unlessOff?: string;
}

export type ValuesRules = Partial<Omit<ValuesShape, "fields">>;

export function valuesShape(fields: Fields, rules: ValuesRules = {}): ValuesShape {
  return {
    integration: { need: "none" },
    readWithoutRun: { keys: [] },
    ...mapShape(fields, rules),
    ...rules,
  };
}
