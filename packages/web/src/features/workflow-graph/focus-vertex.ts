/** Focuses the link of the vertex; the canvas itself while vertices are painted and have no links. */
export function focusVertex(id: string): void {
  const link = document.querySelector<HTMLElement>(`[data-vertex="${CSS.escape(id)}"]`);
  (link ?? document.querySelector<HTMLElement>(".graph-canvas"))?.focus({ preventScroll: true });
}
