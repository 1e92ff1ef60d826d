import { useSyncExternalStore } from "react";
import { readSetting, writeSetting } from "./settings.ts";

/** `auto` follows the browser. */
export type Theme = "auto" | "light" | "dark";

const listeners = new Set<() => void>();
const DARK = "(prefers-color-scheme: dark)";

export function readTheme(): Theme {
  const setting = readSetting("theme");
  return setting === "light" || setting === "dark" ? setting : "auto";
}

export function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  for (const listener of listeners) listener();
}

export function chooseTheme(theme: Theme): void {
  writeSetting("theme", theme === "auto" ? undefined : theme);
  applyTheme(theme);
}

/** What the person sees now, chosen or the browser's. */
export function isDark(): boolean {
  const theme = document.documentElement.dataset["theme"];
  return theme === undefined ? matchMedia(DARK).matches : theme === "dark";
}

export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(DARK);
  listeners.add(listener);
  media.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener("change", listener);
  };
}
