/**
 * Drawings on a 16 × 16 grid. `stroke` is drawn with the text's colour, `fill` filled with it, `cut` drawn over a
 * filled shape in the colour of the surface behind.
 */
export interface IconStroke {
  readonly d: string;
  readonly kind: "stroke" | "fill" | "cut" | "faint";
}

const stroke = (d: string): IconStroke => ({ d, kind: "stroke" });
const fill = (d: string): IconStroke => ({ d, kind: "fill" });
const cut = (d: string): IconStroke => ({ d, kind: "cut" });
const faint = (d: string): IconStroke => ({ d, kind: "faint" });

const DISC = "M8 1.25a6.75 6.75 0 1 1 0 13.5a6.75 6.75 0 0 1 0-13.5z";
const RING = "M8 2a6 6 0 1 1 0 12a6 6 0 0 1 0-12z";

export const ICONS = {
  // Statuses
  success: [fill(DISC), cut("M4.9 8.3l2.1 2.1l4.1-4.5")],
  failure: [fill(DISC), cut("M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6")],
  processing: [faint(RING), stroke("M8 2a6 6 0 0 1 6 6")],
  queued: [stroke(RING), stroke("M8 4.8V8l2.2 1.5")],
  waiting: [
    stroke("M4 2h8M4 14h8M5.2 2v2.3c0 1.5 2.8 2.5 2.8 3.7s-2.8 2.2-2.8 3.7V14"),
    stroke("M10.8 2v2.3c0 1.5-2.8 2.5-2.8 3.7s2.8 2.2 2.8 3.7V14"),
  ],
  gated: [
    stroke("M5.2 8.6V4.1a.9.9 0 0 1 1.8 0V7.3M7 7V2.9a.9.9 0 0 1 1.8 0V7M8.8 7V3.7a.9.9 0 0 1 1.8 0V8"),
    stroke(
      "M10.6 8V5.5a.9.9 0 0 1 1.8 0v4.7a4.3 4.3 0 0 1-4.3 4.3c-1.9 0-2.9-.8-3.8-2.2L2.5 9.7a.9.9 0 0 1 1.5-1l1.2 1.3",
    ),
  ],
  unstable: [fill(DISC), cut("M4.7 8.9c.9-1.7 2-1.7 3.3-.9s2.4.8 3.3-.9")],
  broken: [
    stroke(
      "M10 2.34A6 6 0 0 1 13.66 6M13.66 10A6 6 0 0 1 10 13.66M6 13.66A6 6 0 0 1 2.34 10M2.34 6A6 6 0 0 1 6 2.34",
    ),
    stroke("M8 5.2v3.2M8 10.7v.1"),
  ],
  canceled: [
    fill(
      "M4.5 3h7A1.5 1.5 0 0 1 13 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 11.5v-7A1.5 1.5 0 0 1 4.5 3z",
    ),
  ],
  skipped: [stroke(RING), stroke("M5 8h5.6M8.4 5.7L10.7 8l-2.3 2.3")],
  never: [stroke(RING)],
  inconsistent: [stroke("M8 2.2l6.2 11.3H1.8z"), stroke("M8 6.5v3.2M8 11.5v.1")],

  // Types of jobs and resources
  terminal: [stroke("M2 3.5h12v9H2zM4.5 6.3L6.6 8l-2.1 1.7M8.3 10h3.2")],
  branch: [
    stroke("M4.5 5.5v5M11.5 6.5c0 3-3.5 2-6.5 4"),
    stroke(
      "M4.5 2.3a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2zM4.5 10.5a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2zM11.5 3.3a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2z",
    ),
  ],
  cube: [stroke("M8 1.8l5.4 3v6.4L8 14.2l-5.4-3V4.8zM2.6 4.8L8 7.9l5.4-3.1M8 7.9v6.3")],
  tag: [
    stroke("M2.5 2.5h5.2l5.8 5.8a1 1 0 0 1 0 1.4l-3.8 3.8a1 1 0 0 1-1.4 0L2.5 7.7z"),
    stroke("M5.4 5.3v.1"),
  ],
  sliders: [
    stroke("M2 4.5h6.5M11.5 4.5H14M2 11.5h2.5M7.5 11.5H14"),
    stroke("M10 3a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3zM6 10a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3z"),
  ],
  cylinder: [
    stroke(
      "M2.8 4c0-1.2 2.3-2 5.2-2s5.2.8 5.2 2S10.9 6 8 6S2.8 5.2 2.8 4zM2.8 4v8c0 1.2 2.3 2 5.2 2s5.2-.8 5.2-2V4M2.8 8c0 1.2 2.3 2 5.2 2s5.2-.8 5.2-2",
    ),
  ],
  bolt: [stroke("M9 1.8L3.5 9H8l-1 5.2L12.5 7H8z")],
  file: [stroke("M4 1.8h5l3.5 3.5v8.9H4zM9 1.8v3.5h3.5")],
  cluster: [
    stroke(
      "M8 1.8a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4zM3.5 10.5a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4zM12.5 10.5a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4z",
    ),
    stroke("M7.2 5L4.4 10.7M8.8 5l2.8 5.7M5.2 12.2h5.6"),
  ],
  plug: [stroke("M5.5 1.8v3M10.5 1.8v3M3.5 4.8h9v2.7a4.5 4.5 0 0 1-9 0zM8 12v2.2")],
  bell: [
    stroke(
      "M3 11.5h10c-1-1-1.3-2.2-1.3-4.2C11.7 4.8 10.3 3 8 3S4.3 4.8 4.3 7.3c0 2-.3 3.2-1.3 4.2zM6.7 13.7h2.6M8 1.6V3",
    ),
  ],
  clock: [stroke(RING), stroke("M8 4.8V8l2.2 1.5")],
  hook: [
    stroke(
      "M9.5 5.8a2.5 2.5 0 1 0-3.3 1.6L4.5 11M4.3 10.3a2 2 0 1 0 1.9 2h5.3M11.5 10.3a2 2 0 1 1-1.3 3.5M9 5.5l2 4",
    ),
  ],
  list: [stroke("M5.5 4H14M5.5 8H14M5.5 12H14M2.4 4v.1M2.4 8v.1M2.4 12v.1")],
  rocket: [
    stroke(
      "M6 10L4.3 8.3C5.2 4.6 8 2 13.5 2.5C14 8 11.4 10.8 7.7 11.7zM4.3 8.3l-2.1.4l1.5-2.6l2-.3M7.7 11.7l-.4 2.1l2.6-1.5l.3-2M10.3 5.7v.1M3.6 11l-1.4 2.8L5 12.4",
    ),
  ],
  flag: [stroke("M3.5 14.2V2.3M3.5 3c3-1.5 5 1.5 9 0v6.3c-4 1.5-6-1.5-9 0")],
  layers: [stroke("M8 2l6 3.2l-6 3.2l-6-3.2zM2 8.2l6 3.2l6-3.2M2 11l6 3.2L14 11")],
  thing: [stroke("M3.5 3.5h9v9h-9z")],

  // Places and actions
  graph: [
    stroke("M1.8 6h3.6v4H1.8zM10.6 2h3.6v4h-3.6zM10.6 10h3.6v4h-3.6zM5.4 8h2.6M8 4v8M8 4h2.6M8 12h2.6"),
  ],
  runs: [stroke("M2 3.8h7M2 8h12M2 12.2h9")],
  resources: [stroke("M8 1.8l5.4 3v6.4L8 14.2l-5.4-3V4.8zM2.6 4.8L8 7.9l5.4-3.1M8 7.9v6.3")],
  sources: [stroke("M1.8 4V12.8h12.4V5.3H7.8L6.3 3.2H1.8z")],
  agents: [stroke("M2 2.8h12v4.4H2zM2 8.8h12v4.4H2zM4.5 5v.1M4.5 11v.1M7 5h4.5M7 11h4.5")],
  search: [stroke("M7 2.3a4.7 4.7 0 1 1 0 9.4a4.7 4.7 0 0 1 0-9.4zM10.5 10.5l3.5 3.5")],
  play: [fill("M4.5 2.6v10.8a.6.6 0 0 0 .9.5l8.6-5.4a.6.6 0 0 0 0-1L5.4 2.1a.6.6 0 0 0-.9.5z")],
  pause: [stroke("M5.5 3v10M10.5 3v10")],
  stop: [stroke("M3.5 3.5h9v9h-9z")],
  sync: [stroke("M13.5 6.5A5.8 5.8 0 0 0 3 5M2.5 9.5A5.8 5.8 0 0 0 13 11M3 2v3h3M13 14v-3h-3")],
  download: [stroke("M8 2v8M4.8 7L8 10.2L11.2 7M2.5 13.5h11")],
  close: [stroke("M4 4l8 8M12 4l-8 8")],
  down: [stroke("M4 6l4 4l4-4")],
  up: [stroke("M4 10l4-4l4 4")],
  right: [stroke("M6 4l4 4l-4 4")],
  "arrow-down": [stroke("M8 2.5v10.5M3.8 9L8 13l4.2-4")],
  "arrow-right": [stroke("M2.5 8h11M9.5 4l4 4l-4 4")],
  plus: [stroke("M8 3v10M3 8h10")],
  minus: [stroke("M3 8h10")],
  fit: [stroke("M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3")],
  wrap: [stroke("M2 3.5h12M2 8h9.5a2.3 2.3 0 0 1 0 4.6H8M9.8 10.7L7.8 12.6l2 1.9M2 12.5h3")],
  sun: [
    stroke(
      "M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13",
    ),
  ],
  moon: [stroke("M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3z")],
  screen: [stroke("M2 3h12v8H2zM5.5 13.5h5M8 11v2.5")],
  keyboard: [stroke("M1.5 4h13v8h-13zM4 6.5v.1M6.7 6.5v.1M9.3 6.5v.1M12 6.5v.1M4.5 9.5h7")],
  person: [
    stroke("M8 2.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4zM2.8 13.8c.3-2.7 2.4-4.3 5.2-4.3s4.9 1.6 5.2 4.3"),
  ],
  leave: [stroke("M6.5 2.5h-4v11h4M6 8h8M11 5l3 3l-3 3")],
  link: [
    stroke(
      "M6.5 9.5l3-3M7.5 4.5l1.3-1.3a2.8 2.8 0 0 1 4 4L11.5 8.5M8.5 11.5l-1.3 1.3a2.8 2.8 0 0 1-4-4l1.3-1.3",
    ),
  ],
  more: [stroke("M3.5 8v.1M8 8v.1M12.5 8v.1")],
  trash: [stroke("M3 4.5h10M6 4.5V3h4v1.5M4.3 4.5l.6 9h6.2l.6-9M6.8 7v4M9.2 7v4")],
  pencil: [stroke("M3 13l.6-2.8l7-7l2.2 2.2l-7 7zM9.2 4.6l2.2 2.2")],
  wave: [stroke("M2.5 9c1.7-3 3.4-3 5.5-1s3.8 2 5.5-1")],
  undo: [stroke("M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.8 3.7L3 6.5l2.8 2.8")],
  pin: [stroke("M5.5 2h5M6.3 2v4.2L4.2 9h7.6L9.7 6.2V2M8 9v5")],
  quarantine: [stroke(RING), stroke("M3.9 3.9l8.2 8.2")],
  vote: [stroke("M2.5 8.2l3 3l6-6.5M9 11.2l4.5-5")],
  lock: [stroke("M4 7.5h8v6H4zM5.8 7.5V5.2a2.2 2.2 0 0 1 4.4 0v2.3")],
  unlock: [stroke("M4 7.5h8v6H4zM5.8 7.5V4.4a2.2 2.2 0 0 1 4.2-.9")],
  history: [stroke("M2.6 6A5.8 5.8 0 1 1 2.2 8.8M2.4 2.8V6h3.2M8 5v3.2l2.2 1.4")],
  copy: [stroke("M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3")],
} as const satisfies Record<string, readonly IconStroke[]>;

export type IconName = keyof typeof ICONS;
