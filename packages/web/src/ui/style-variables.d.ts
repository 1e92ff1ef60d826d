import "react";

declare module "react" {
  interface CSSProperties {
    /** Custom properties are given like any other style. */
    [name: `--${string}`]: string | number | undefined;
  }
}
