import { useRef } from "react";
import { returnFocus } from "./return-focus.ts";

interface DialogFocus {
  readonly onOpenAutoFocus: (event: Event) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/** A dialog begins at its first field, if it has one, and gives the focus back to what opened it. */
export function useDialogFocus(): DialogFocus {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event) => {
      opener.current = document.activeElement;
      const field = document.querySelector<HTMLElement>(".dialog [data-first-field]");
      if (!field) return;
      event.preventDefault();
      field.focus();
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      returnFocus(opener.current);
    },
  };
}
