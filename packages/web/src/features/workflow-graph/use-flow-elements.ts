import { useState } from "react";
import { flowElements } from "./flow-elements.ts";
import type { FlowElements, FlowElementsInput } from "./flow-elements.ts";

/** Elements with memory, so that a status change makes one new element and not all of them. */
export function useFlowElements({ model, layout, selected, entrance }: FlowElementsInput): FlowElements {
  const [kept, keep] = useState<{ input: FlowElementsInput; elements: FlowElements }>();
  const old = kept?.input;
  const isSame =
    old?.model === model && old.layout === layout && old.selected === selected && old.entrance === entrance;
  if (kept && isSame) return kept.elements;
  const input = { model, layout, selected, entrance };
  const elements = flowElements(input, kept?.elements);
  keep({ input, elements });
  return elements;
}
