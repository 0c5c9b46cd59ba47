import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { lineChart } from "../../src/plots/line_chart.ts";

const labels = { title: "t", xLabel: "x", yLabel: "y" };
const pointsOf = (svg: string) =>
  /points="([^"]*)"/.exec(svg)![1]!.split(" ").map((point) => point.split(",").map(Number));

Deno.test("lineChart() puts the least and the largest of both axes at the edges of its frame", () => {
  const svg = lineChart({ ...labels, x: [0, 5, 10], y: [2, 4, 3] });
  assertEquals(pointsOf(svg), [[72, 364], [384, 44], [696, 204]]);
  // Round numbers along both axes.
  for (const tick of ["0", "2", "10", "2.5", "4"]) assertStringIncludes(svg, `>${tick}</text>`);
});

Deno.test("lineChart() goes by powers of ten where it is told to, and leaves out what is not finite", () => {
  const svg = lineChart({ ...labels, x: [1e-3, 1e-2, 1e-1, 1], y: [1, NaN, 2, Infinity], logX: true });
  assertEquals(pointsOf(svg), [[72, 364], [696, 44]]);
  for (const tick of ["1e-3", "1e-2", "1e-1"]) assertStringIncludes(svg, `>${tick}</text>`);
});

Deno.test("lineChart() draws marks on the line, a flat one too, and words as they are", () => {
  const svg = lineChart({ ...labels, x: [0, 1, 2], y: [3, 3, 3], marks: [{ x: 1, label: "a < b & c" }] });
  assertStringIncludes(svg, '<circle cx="384" cy="204"');
  assertStringIncludes(svg, ">a &lt; b &amp; c</text>");
  assert(!svg.includes("NaN"));
});

Deno.test("lineChart() refuses a line without points", () => {
  assertThrows(() => lineChart({ ...labels, x: [1], y: [NaN] }), RangeError, "Cannot draw t as a line needs a point");
});
