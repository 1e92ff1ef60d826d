import type { ReactElement } from "react";

/** A bridge between two islands. */
export function Logo({ size = 22 }: { readonly size?: number }): ReactElement {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M5 22C9 9 23 9 27 22M2 22h28M11.5 22v-7.2M20.5 22v-7.2" />
      <circle cx="5" cy="22" r="3.2" />
      <circle cx="27" cy="22" r="3.2" />
    </svg>
  );
}
