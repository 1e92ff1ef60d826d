import { useState } from "react";
import { readSetting, writeSetting } from "../../ui/settings.ts";

export interface LogWrap {
  readonly isWrapped: boolean;
  readonly toggle: () => void;
}

/** Whether long lines are wrapped; remembered for the next log. */
export function useLogWrap(onChange: () => void): LogWrap {
  const [isWrapped, setWrapped] = useState(() => readSetting("log-wrap") === "yes");
  const toggle = (): void => {
    writeSetting("log-wrap", isWrapped ? undefined : "yes");
    setWrapped(!isWrapped);
    onChange();
  };
  return { isWrapped, toggle };
}
