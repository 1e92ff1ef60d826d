import { useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement, ReactNode } from "react";
import { readSetting, writeSetting } from "./settings.ts";

const NARROWEST = 300;
const WIDEST = 760;
const STEP = 24;

interface ResizablePanelProps {
  /** Under this name the width is remembered. */
  readonly name: string;
  readonly label: string;
  readonly children: ReactNode;
}

/** A panel at the right whose left edge can be drawn, or moved with the arrow keys. */
export function ResizablePanel({ name, label, children }: ResizablePanelProps): ReactElement {
  const [width, setWidth] = useState(() => clamp(Number(readSetting(`${name}-width`)) || 380));
  const keep = (next: number): void => {
    setWidth(clamp(next));
    writeSetting(`${name}-width`, String(clamp(next)));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const panel = event.currentTarget.parentElement?.getBoundingClientRect();
    if (panel) keep(panel.right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowLeft") keep(width + STEP);
    if (event.key === "ArrowRight") keep(width - STEP);
  };
  return (
    <aside className="inspector" style={{ "--inspector": `${width}px` }} aria-label={label}>
      <div
        className="inspector-edge"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the panel"
        aria-valuenow={width}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      <div className="inspector-body">{children}</div>
    </aside>
  );
}

function clamp(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}
