import type { ReactElement } from "react";
import { ICONS } from "./icon-paths.ts";
import type { IconName, IconStroke } from "./icon-paths.ts";

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly className?: string;
}

/** A drawing that says nothing by itself: the words stand beside it, or in the label of its button. */
export function Icon({ name, size = 16, className }: IconProps): ReactElement {
  const strokes: readonly IconStroke[] = ICONS[name];
  return (
    <svg
      className={className === undefined ? "icon" : `icon ${className}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {strokes.map(({ d, kind }) => (
        <path key={d} d={d} {...PAINT[kind]} />
      ))}
    </svg>
  );
}

const PAINT = {
  stroke: { stroke: "currentColor" },
  fill: { fill: "currentColor" },
  cut: { stroke: "var(--icon-cut, var(--surface))" },
  faint: { stroke: "currentColor", opacity: 0.25 },
} as const;
