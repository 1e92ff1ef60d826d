import { ICONS } from "../../ui/icon-paths.ts";
import type { IconName, IconStroke } from "../../ui/icon-paths.ts";
import { STATUSES, lookOf } from "../../ui/status.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { versionWords } from "../../ui/version-words.ts";
import { edgePath, nearEnd } from "./edge-path.ts";
import type { GraphEdge, GraphModel, GraphVertex } from "./graph-model.ts";
import type { Box, GraphLayout } from "./layout-graph.ts";

const MARGIN = 24;

/** The graph as an SVG that stands by itself: same layout, same table of statuses, light or dark as its reader. */
export function graphPicture(model: GraphModel, layout: GraphLayout): string {
  const width = Math.ceil(layout.width) + 2 * MARGIN;
  const height = Math.ceil(layout.height) + 2 * MARGIN;
  const edges = model.edges.map((edge) => drawEdge(edge, layout)).join("\n");
  const vertices = [...model.vertices.values()].map((vertex) => drawVertex(vertex, layout)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A workflow graph">
<style>
${pictureStyle()}
</style>
<rect class="canvas" x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" rx="8"/>
${edges}
${vertices}
</svg>
`;
}

function drawEdge(edge: GraphEdge, layout: GraphLayout): string {
  const route = layout.routes.get(edge.id) ?? [];
  const classes = ["edge", edge.isSwitchedOn ? "" : "off", edge.isFlowing ? "flow" : ""]
    .filter(Boolean)
    .join(" ");
  const line = `<path class="${classes}" d="${edgePath(route)}"/>`;
  if (!edge.hasNews) return line;
  const { x, y } = nearEnd(route);
  return `${line}<circle class="news" cx="${x}" cy="${y}" r="4.5"/>`;
}

function drawVertex(vertex: GraphVertex, layout: GraphLayout): string {
  const box = layout.boxes.get(vertex.id);
  if (!box) return "";
  const content = vertex.kind === "job" ? drawJob(vertex, box) : drawResource(vertex, box);
  return `<g transform="translate(${box.x} ${box.y})">${content}</g>`;
}

function drawJob({ job }: Extract<GraphVertex, { kind: "job" }>, { width, height }: Box): string {
  const look = lookOf(job.status);
  const version = job.lastRun?.versionName;
  return [
    `<rect class="box ${look.shape}${job.newsOn.length > 0 ? " fresh" : ""}" width="${width}" height="${height}" rx="8"/>`,
    `<path class="s-${job.status} side ${look.shape}" d="M5 0v${height}a5 5 0 0 1-5-5v-${height - 10}a5 5 0 0 1 5-5z"/>`,
    drawIcon(iconOfType(job.type), { x: 15, y: 20, className: "soft" }),
    `<text class="name" x="40" y="24">${escapeText(cut(job.name, 22))}</text>`,
    drawIcon(look.icon, { x: 40, y: 30, className: `s-${job.status}` }),
    `<text class="${look.icon === "never" ? "quiet" : `s-${job.status} word`}" x="59" y="42">${escapeText(look.word)}</text>`,
    version === undefined
      ? ""
      : `<text class="mono" x="${width - 10}" y="42">${escapeText(cut(version, 12))}</text>`,
  ].join("");
}

function drawResource(
  { resource }: Extract<GraphVertex, { kind: "resource" }>,
  { width, height }: Box,
): string {
  const version = resource.latest ? versionWords(resource.latest) : "";
  return [
    `<rect class="box" width="${width}" height="${height}" rx="18"/>`,
    drawIcon(iconOfType(resource.type), { x: 11, y: 10, className: "soft" }),
    `<text class="word" x="34" y="22.5">${escapeText(cut(resource.name, version === "" ? 20 : 13))}</text>`,
    `<text class="mono" x="${width - 13}" y="22">${escapeText(cut(version, 10))}</text>`,
  ].join("");
}

interface IconPlace {
  readonly x: number;
  readonly y: number;
  readonly className: string;
}

function drawIcon(name: IconName, { x, y, className }: IconPlace): string {
  const strokes: readonly IconStroke[] = ICONS[name];
  const paths = strokes.map(({ d, kind }) => `<path class="${kind}" d="${d}"/>`).join("");
  return `<g class="icon ${className}" transform="translate(${x} ${y})">${paths}</g>`;
}

function pictureStyle(): string {
  const statuses = (theme: "light" | "dark"): string =>
    Object.entries(STATUSES)
      .map(([name, look]) => `.s-${name}{color:${look[theme]}}`)
      .join("");
  const palette = (colors: Readonly<Record<string, string>>): string =>
    `svg{${Object.entries(colors)
      .map(([name, color]) => `--${name}:${color}`)
      .join(";")}}`;
  return [
    palette({
      canvas: "#f6f7f8",
      surface: "#ffffff",
      line: "#c3cad1",
      edge: "#939da8",
      text: "#1b2127",
      soft: "#56606b",
      flow: "#0969da",
    }),
    statuses("light"),
    `@media (prefers-color-scheme: dark){${palette({ canvas: "#0d1116", surface: "#151a20", line: "#414c58", edge: "#5b6875", text: "#e5e9ee", soft: "#9ea9b5", flow: "#58a6ff" })}${statuses("dark")}}`,
    "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:var(--text)}",
    ".canvas{fill:var(--canvas)}.box{fill:var(--surface);stroke:var(--line)}.box.dashed{stroke-dasharray:5 4}.fresh{stroke:var(--text)}",
    ".name{font-size:14px;font-weight:600}.word[class*=s-]{fill:currentColor}",
    ".mono{font:11px ui-monospace,Menlo,Consolas,monospace;fill:var(--soft);text-anchor:end}.soft{color:var(--soft)}",
    ".side{fill:currentColor}.side.outline{fill:var(--surface);stroke:currentColor}.quiet{fill:var(--soft)}.icon path{fill:none;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}",
    ".icon .stroke{stroke:currentColor}.icon .fill{fill:currentColor}.icon .cut{stroke:var(--surface)}.icon .faint{stroke:currentColor;opacity:.25}",
    ".edge{fill:none;stroke:var(--edge);stroke-width:1.5}.off{stroke-width:2.4;stroke-linecap:round;stroke-dasharray:.1 6}",
    ".flow{stroke:var(--flow);stroke-dasharray:7 9;stroke-width:2}.news{fill:var(--text);stroke:var(--canvas);stroke-width:2}",
  ].join("\n");
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
