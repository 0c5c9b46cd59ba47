import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { dirac, fanInUniform, gaussian, kaimingNormal, kaimingUniform } from "../../src/tensors/initializers.ts";
import { truncatedNormal, xavierNormal, xavierUniform } from "../../src/tensors/initializers.ts";
import type { Initializer } from "../../src/tensors/weight.ts";
import { generator } from "../../src/tensors/random.ts";

const deviation = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

Deno.test("kaimingNormal() has deviation sqrt(2 / (kernel area * outputs))", () => {
  const values = kaimingNormal()([3, 3, 64, 32], generator(1));
  assertAlmostEquals(deviation(values) / Math.sqrt(2 / (9 * 32)), 1, 0.03);
});

Deno.test("fanInUniform() fills its interval", () => {
  const values = fanInUniform(4)([10_000], generator(1));
  assert(values.every((value) => Math.abs(value) <= 0.5));
  assertAlmostEquals(deviation(values), 0.5 / Math.sqrt(3), 0.01);
});

Deno.test("gaussian() has its deviation around 0", () => {
  const values = gaussian(0.02)([100, 100], generator(1));
  assertAlmostEquals(deviation(values) / 0.02, 1, 0.03);
  assertAlmostEquals(values.reduce((sum, x) => sum + x, 0) / values.length, 0, 1e-3);
  assertThrows(() => gaussian(-1), RangeError, "deviation must be a finite number of at least 0: got -1.");
});

Deno.test("dirac() makes filters that hand channels on, and draws the others", () => {
  const [values, drawn] = [dirac()([3, 3, 2, 3], generator(1)), fanInUniform(18)([3, 3, 2, 3], generator(1))];
  const filter = (kernel: Float32Array, number: number) => [...kernel].filter((_, i) => i % 3 === number);
  // The middle of nine places is the fifth; each has two channels.
  const handing = (channel: number) => Array.from({ length: 18 }, (_, i) => i === 8 + channel ? 1 : 0);
  assertEquals([filter(values, 0), filter(values, 1)], [handing(0), handing(1)]);
  assertEquals(filter(values, 2), filter(drawn, 2));
});

Deno.test("initializers have PyTorch's bounds and deviations of a kernel of 3 by 3, 8 inputs and 16 outputs", () => {
  const shape = [3, 3, 8, 16], fans = 9 * (8 + 16), size = 9 * 8 * 16;
  const draw = (initializer: Initializer) => [...initializer(shape, generator(3))];
  const deviation = (values: number[]) => Math.hypot(...values) / Math.sqrt(values.length);
  const bound = (values: number[]) => Math.max(...values.map(Math.abs));
  for (
    const [initializer, most] of [[xavierUniform(2), 2 * Math.sqrt(6 / fans)], [
      kaimingUniform(),
      Math.sqrt(6 / 72),
    ]] as const
  ) {
    const values = draw(initializer);
    assertEquals([values.length, bound(values) <= most, bound(values) > 0.98 * most], [size, true, true]);
    assertAlmostEquals(deviation(values), most / Math.sqrt(3), 0.05 * most);
  }
  assertAlmostEquals(deviation(draw(xavierNormal())), Math.sqrt(2 / fans), 0.08 * Math.sqrt(2 / fans));
  // A normal distribution cut at two deviations has one of 0.8796.
  const cut = draw(truncatedNormal(0.02));
  assertEquals(bound(cut) <= 0.04, true);
  assertAlmostEquals(deviation(cut), 0.8796 * 0.02, 0.08 * 0.02);
  // torch.nn.init.trunc_normal_(std=1.5) cuts at 2: the deviation of a normal distribution cut at 4/3 of its own.
  const asTorch = draw(truncatedNormal(1.5, { cut: 2 }));
  assertEquals(bound(asTorch) <= 2, true);
  assertAlmostEquals(deviation(asTorch), 1.027, 0.05);
  assertEquals([...new Set(draw(truncatedNormal(0)))], [0]);
  assertThrows(
    () => truncatedNormal(1, { cut: 0.05 }),
    RangeError,
    "cut must be a tenth of the deviation at least: got",
  );
});

Deno.test("kaimingNormal() and kaimingUniform() take the fan and the slope that they are told", () => {
  const shape = [3, 3, 8, 16], draw = (initializer: Initializer) => initializer(shape, generator(5));
  // gain(leaky_relu, 0.5) is sqrt(2 / 1.25), and the fans are 9 · 8 and 9 · 16.
  const wide = Math.sqrt(2 / 1.25 / 72), narrow = Math.sqrt(2 / 1.25 / 144);
  assertAlmostEquals(deviation(draw(kaimingNormal({ mode: "fanIn", slope: 0.5 }))) / wide, 1, 0.08);
  assertAlmostEquals(deviation(draw(kaimingUniform({ mode: "fanOut", slope: 0.5 }))) / narrow, 1, 0.05);
  assertThrows(() => kaimingNormal({ mode: "fanAvg" as never }), RangeError, "mode must be one of fanIn, fanOut");
});
