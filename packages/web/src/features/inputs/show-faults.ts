import { flushSync } from "react-dom";

/** Marks what is wrong in a form, and goes to the first field that has a fault. */
export function showFaults(form: HTMLFormElement | null, mark: () => void): void {
  // Only a field that is marked already can be found.
  flushSync(mark);
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}
