/** A line in a frame with axes, as SVG: no library draws one without a browser's document and far more code. */

/** A mark on a line. */
export interface Mark {
  /** Where it is. */
  readonly x: number;
  /** What is written beside it. */
  readonly label: string;
}

/** What is drawn. */
export interface LineChart {
  /** What is written above it. */
  readonly title: string;
  /** What the x axis shows. */
  readonly xLabel: string;
  /** What the y axis shows. */
  readonly yLabel: string;
  /** The points, from left to right; those that are not finite are left out. */
  readonly x: readonly number[];
  /** As many as of `x`. */
  readonly y: readonly number[];
  /** Whether the x axis goes by powers of ten; then all of `x` are above 0. Default false. */
  readonly logX?: boolean;
  /** Points of the line that are named. Default none. */
  readonly marks?: readonly Mark[];
}

const WIDTH = 720, HEIGHT = 420, LEFT = 72, RIGHT = 24, TOP = 44, BOTTOM = 56;
const COLOURS = ["#c2410c", "#15803d", "#7e22ce", "#0e7490"];

/**
 * Draws a line as the text of an SVG file of 720 by 420 pixels.
 *
 * @throws {RangeError} If there is no point with finite numbers.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { lineChart } from "./line_chart.ts";
 *
 * const svg = lineChart({ title: "Loss < 1", xLabel: "step", yLabel: "loss", x: [0, 1, 2], y: [0.9, 0.5, 0.4] });
 * assertStringIncludes(svg, "Loss &lt; 1");
 * ```
 */
export function lineChart({ title, xLabel, yLabel, x, y, logX = false, marks = [] }: LineChart): string {
  const along = (value: number) => logX ? Math.log10(value) : value;
  const points = x.map((value, i) => [along(value), y[i]!] as const).filter((point) => point.every(Number.isFinite));
  if (points.length === 0) {
    throw new RangeError(`Cannot draw ${title} as a line needs a point with finite numbers: got ${x.length} others.`);
  }
  const [left, right] = rangeOf(points.map(([at]) => at)), [low, high] = rangeOf(points.map(([, at]) => at));
  const toX = (value: number) => round(LEFT + (value - left) / (right - left) * (WIDTH - LEFT - RIGHT));
  const toY = (value: number) => round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM));
  const bottom = HEIGHT - BOTTOM;
  const xTicks = (logX ? powers(left, right) : ticks(left, right)).map((at) =>
    line(toX(at), bottom, toX(at), TOP, "#e5e7eb") +
    text(toX(at), bottom + 18, logX ? `1e${at}` : numeral(at), "middle")
  );
  const yTicks = ticks(low, high).map((at) =>
    line(LEFT, toY(at), WIDTH - RIGHT, toY(at), "#e5e7eb") + text(LEFT - 8, toY(at) + 4, numeral(at), "end")
  );
  const named = marks.map(({ x: value, label }, i) => {
    const at = along(value), colour = COLOURS[i % COLOURS.length]!;
    const nearest = points.reduce((best, point) => Math.abs(point[0] - at) < Math.abs(best[0] - at) ? point : best);
    return `<circle cx="${toX(at)}" cy="${toY(nearest[1])}" r="5" fill="${colour}"/>` +
      text(LEFT + 12, TOP + 18 + 18 * i, label, "start", colour);
  });
  const path = points.map(([at, value]) => `${toX(at)},${toY(value)}`).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ` +
    'font-family="sans-serif" font-size="12">',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(WIDTH / 2, 24, title, "middle"),
    ...xTicks,
    ...yTicks,
    line(LEFT, bottom, WIDTH - RIGHT, bottom, "#374151") + line(LEFT, bottom, LEFT, TOP, "#374151"),
    `<polyline points="${path}" fill="none" stroke="#1d4ed8" stroke-width="2"/>`,
    ...named,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, xLabel, "middle"),
    `<g transform="rotate(-90 18 ${(TOP + bottom) / 2})">${text(18, (TOP + bottom) / 2, yLabel, "middle")}</g>`,
    "</svg>\n",
  ].join("\n");
}

/** From the least to the largest, and a little around what is all one. */
function rangeOf(values: readonly number[]): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Round numbers in a range: 1, 2 or 5 times a power of ten apart, about five of them. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

function powers(low: number, high: number): number[] {
  const first = Math.ceil(low - 1e-9), last = Math.floor(high + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

function numeral(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}"/>`;
}

function text(x: number, y: number, words: string, anchor: "start" | "middle" | "end", colour = "#111827"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
