import type { ObjectChangeView } from "@landbridge/api";
import type { Style } from "../output.ts";

/** One sign, colour and word for every kind of change: never colour alone. */
export const CHANGE_MARKS = {
  add: { mark: "+", style: "green", word: "add" },
  change: { mark: "~", style: "yellow", word: "change" },
  touch: { mark: "›", style: "cyan", word: "change" },
  restore: { mark: "↻", style: "green", word: "restore" },
  move: { mark: "⇄", style: "cyan", word: "move" },
  remove: { mark: "-", style: "red", word: "remove" },
} as const satisfies Record<ObjectChangeView["action"], { mark: string; style: Style; word: string }>;
