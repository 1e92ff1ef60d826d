import type { SimulationView } from "@landbridge/api";
import type { Simulation } from "@landbridge/core";
import { presentInputFact } from "./job.ts";

export function presentSimulation({ decisions, events }: Simulation): SimulationView {
  return {
    decisions: decisions.map(({ inputs, unblock, ...decision }) => ({
      ...decision,
      inputs: inputs.map(presentInputFact),
      unblock: unblock.map((step) => ({ ...step })),
    })),
    events: events.map((outcome) => ({ ...outcome })),
  };
}
