import { JOB_STATUSES, RUN_STATUSES, STEP_STATUSES } from "@landbridge/core";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { STATUSES, STATUS_ORDER, lookOf, statusStyle } from "./status.ts";

/** Surfaces on which words and marks stand, as declared in the style sheet. */
const tokens = readFileSync(new URL("../styles/tokens.css", import.meta.url), "utf8");

describe("every status", () => {
  const all = [...new Set([...JOB_STATUSES, ...RUN_STATUSES, ...STEP_STATUSES])];

  test.each(all)("%s has a look and a place in the order", (status) => {
    expect(lookOf(status).word).not.toBe("");
    expect(STATUS_ORDER).toContain(status);
  });

  test.each(Object.entries(STATUSES))("%s: its mark stands out 3:1 in light and dark", (_, look) => {
    for (const theme of ["light", "dark"] as const) {
      expect(contrast(look[theme], colorOf("surface", theme))).toBeGreaterThanOrEqual(3);
    }
  });

  const worded = Object.entries(STATUSES).filter(([name]) => !/^never-|^pending$/.test(name));
  test.each(worded)("%s: its word stands out 4.5:1 in light and dark", (_, look) => {
    for (const theme of ["light", "dark"] as const) {
      expect(contrast(look[theme], colorOf("surface", theme))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("no two statuses look alike without colour, but those that mean the same", () => {
    const groups = new Map<string, string[]>();
    for (const [name, { icon, shape }] of Object.entries(STATUSES)) {
      const look = `${icon}/${shape}`;
      groups.set(look, [...(groups.get(look) ?? []), name]);
    }
    const shared = [...groups.values()].filter((names) => names.length > 1);
    expect(shared).toEqual([
      ["failure", "error"],
      ["timeout", "lost"],
      ["never-run", "pending", "never-synced"],
    ]);
  });
});

test("words of the palette read 4.5:1 on every surface", () => {
  for (const theme of ["light", "dark"] as const) {
    for (const text of ["text", "text-2", "accent"]) {
      for (const surface of ["canvas", "surface", "surface-2"]) {
        expect(
          contrast(colorOf(text, theme), colorOf(surface, theme)),
          `${text} on ${surface}, ${theme}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
  }
});

test("each status is a CSS variable with a light and a dark half", () => {
  expect(statusStyle()).toContain("--status-success: light-dark(#1a7f37, #3fb950);");
});

function colorOf(name: string, theme: "light" | "dark"): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  const color = theme === "light" ? found?.[1] : found?.[2];
  if (color === undefined) throw new Error(`tokens.css declares no --${name}`);
  return color;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
