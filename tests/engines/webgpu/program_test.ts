import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { elementFor, layOut, sourceOf, widthOf } from "../../../src/engines/webgpu/program.ts";

Deno.test("sourceOf() binds what is read, what is written, then the numbers", () => {
  const code = "fn run(group: u32, lane: u32) { y[lane] = x[lane] * numbers.by; }";
  const shared = { name: "Times", integers: ["count"], floats: ["by"], threads: 64, code };
  const source = sourceOf({ ...shared, reads: { x: "f32" }, writes: { y: "vec4<f32>" } });
  assertStringIncludes(source, "struct Numbers { count: u32, by: f32 }");
  assertStringIncludes(source, "@binding(0) var<storage, read> x: array<f32>;");
  assertStringIncludes(source, "@binding(1) var<storage, read_write> y: array<vec4<f32>>;");
  assertStringIncludes(source, "@binding(2) var<uniform> numbers: Numbers;");
  assertStringIncludes(source, "@compute @workgroup_size(64)");
  assertStringIncludes(source, code);
});

Deno.test("layOut() has room for every workgroup, and little more, within the limit of each dimension", () => {
  assertEquals(layOut(7, 7), [7, 1, 1]);
  for (const groups of [8, 49, 50, 100, 300, 342]) {
    const sides = layOut(groups, 7), all = sides.reduce((product, side) => product * side);
    assert(sides.every((side) => side <= 7), `${groups}: ${sides}`);
    assert(all >= groups && all < groups + 2 * 7 * 7, `${groups}: ${sides}`);
  }
});

Deno.test("elementFor() and widthOf() take numbers by four where that comes out even", () => {
  assertEquals([8, 7].map(elementFor), ["vec4<f32>", "f32"]);
  assertEquals([8, 7].map(elementFor).map(widthOf), [4, 1]);
});
