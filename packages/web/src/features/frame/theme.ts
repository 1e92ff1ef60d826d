import { readSetting, writeSetting } from "../../ui/settings.ts";

/** `auto` follows the browser. */
export type Theme = "auto" | "light" | "dark";

export function readTheme(): Theme {
  const setting = readSetting("theme");
  return setting === "light" || setting === "dark" ? setting : "auto";
}

export function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function chooseTheme(theme: Theme): void {
  writeSetting("theme", theme === "auto" ? undefined : theme);
  applyTheme(theme);
}
