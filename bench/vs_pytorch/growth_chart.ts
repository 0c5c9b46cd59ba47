/**
 * Draws what growth.ts has measured: a row of charts of time and one of memory, with as much as the work grows in grey.
 *
 *     deno run -A bench/vs_pytorch/growth_chart.ts growth.json growth.svg
 */
import { parse, View } from "npm:vega@6.2.0";
import { compile, type TopLevelSpec } from "npm:vega-lite@6.4.1";
import type { Point } from "./growth.ts";

const [from, to] = Deno.args;
const points: readonly Point[] = JSON.parse(await Deno.readTextFile(from!));
const axes = [...new Set(points.map(({ axis }) => axis))];
const first = (axis: string) => points.find((point) => point.axis === axis)!;

/** Of each point a row for each line. */
const values = points.flatMap((point) => {
  const { axis, size, ours, theirs, ourMemory, theirMemory, work } = point, start = first(axis);
  return [
    { axis, size, what: "ms a step", side: "Raptor", value: ours },
    { axis, size, what: "ms a step", side: "PyTorch", value: theirs },
    { axis, size, what: "ms a step", side: "as the work", value: start.ours * work / start.work },
    { axis, size, what: "MiB", side: "Raptor", value: ourMemory },
    { axis, size, what: "MiB", side: "PyTorch", value: theirMemory },
  ];
});

const chart: TopLevelSpec = {
  data: { values },
  background: "white",
  // What readers of screens would be told of each tick is most of the file, and the record has the table.
  config: { aria: false },
  facet: {
    row: { field: "what", sort: ["ms a step", "MiB"], title: null },
    column: { field: "axis", sort: axes, title: null },
  },
  spec: {
    ...{ width: 150, height: 150, mark: { type: "line", point: true } },
    encoding: {
      x: {
        ...{ field: "size", type: "quantitative", scale: { type: "log", base: 2, nice: false }, title: null },
        axis: { values: [...new Set(points.map(({ size }) => size))], labelOverlap: true },
      },
      y: { field: "value", type: "quantitative", scale: { type: "log" }, title: null },
      color: {
        ...{ field: "side", title: null },
        scale: { domain: ["Raptor", "PyTorch", "as the work"], range: ["#1d4ed8", "#c2410c", "#9ca3af"] },
      },
    },
  },
  resolve: { scale: { x: "independent", y: "independent" }, axis: { x: "independent", y: "independent" } },
};
const drawn = await new View(parse(compile(chart).spec)).toSVG();
await Deno.writeTextFile(to!, drawn.replace(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))));
