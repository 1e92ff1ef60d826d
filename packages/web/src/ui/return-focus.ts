/** Puts the focus back where it was, or at the page when that is gone: never to the top of everything. */
export function returnFocus(to: Element | null): void {
  const isThere = to instanceof HTMLElement && to.isConnected && !to.matches(":disabled, body");
  const target = isThere ? to : document.getElementById("main");
  target?.focus();
}
