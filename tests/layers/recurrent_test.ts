/** Values and gradients stand in tests/shelves/sequences.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { cpu, gru, initialize, lstm, tf } from "../../mod.ts";

const mode = { training: false, seed: 0 };

Deno.test("lstm() answers the end of each sequence: what its last place says, both ways", async () => {
  await cpu().open();
  const size = { inputs: 2, units: 3, bidirectional: true } as const;
  const [all, last] = [lstm(size), lstm({ ...size, output: "last" })];
  initialize(all, 1);
  tf.tidy(() => {
    for (const [name, weight] of Object.entries(last.params)) weight.assign(all.params[name]! as never);
    const x = tf.randomNormal([2, 4, 2], 0, 1, "float32", 1) as tf.Tensor3D, lengths = tf.tensor1d([4, 2]);
    const [each, end] = [all.forward({ x, lengths }, mode).arraySync(), last.forward({ x, lengths }, mode).arraySync()];
    assertEquals(end[0], [...each[0]![3]!.slice(0, 3), ...each[0]![0]!.slice(3)]);
    assertEquals(end[1], [...each[1]![1]!.slice(0, 3), ...each[1]![0]!.slice(3)]);
    assertEquals(each[1]!.slice(2).flat().every((value) => Math.abs(value) === 0), true);
  });
  tf.dispose([all.params, last.params] as unknown as tf.TensorContainer);
});

Deno.test("gru() goes on from the states that it is given, as if sequences had not been cut", async () => {
  await cpu().open();
  const layer = gru({ inputs: 2, units: 3, layers: 2, output: "states" });
  initialize(layer, 1);
  tf.tidy(() => {
    const x = tf.randomNormal([1, 5, 2], 0, 1, "float32", 1) as tf.Tensor3D;
    const [a, b] = tf.split(x, [2, 3], 1) as [tf.Tensor3D, tf.Tensor3D];
    const whole = layer.forward(x, mode), { h } = layer.forward(a, mode), rest = layer.forward({ x: b, h }, mode);
    assertEquals(rest.h.arraySync(), whole.h.arraySync());
    assertEquals(rest.y.arraySync()[0], whole.y.arraySync()[0]!.slice(2));
  });
  tf.dispose(layer.params as unknown as tf.TensorContainer);
});

Deno.test("lstm() drops between layers by the seed of the pass, in training alone", async () => {
  await cpu().open();
  const layer = lstm({ inputs: 2, units: 4, layers: 2, dropout: 0.5 });
  initialize(layer, 1);
  tf.tidy(() => {
    const x = tf.ones([1, 3, 2]) as tf.Tensor3D;
    const run = (training: boolean, seed: number) => [...layer.forward(x, { training, seed }).dataSync()];
    assertEquals(run(true, 1), run(true, 1));
    assertEquals(run(true, 1).every((value, i) => value === run(true, 2)[i]), false);
    assertEquals(run(false, 1), run(false, 2));
  });
  assertEquals([layer.staticGraph, lstm({ inputs: 1, units: 1 }).staticGraph], [false, true]);
  tf.dispose(layer.params as unknown as tf.TensorContainer);
});

Deno.test("lstm() draws all its weights from ±1 / sqrt(units), and has PyTorch's names", () => {
  const layer = lstm({ inputs: 2, units: 16, bidirectional: true });
  assertEquals(Object.keys(layer.params), [
    ...["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"],
    ...["weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse"],
  ]);
  initialize(layer, 1);
  const values = Object.values(layer.params).flatMap((weight) => [...weight.dataSync()]);
  assertEquals(values.every((value) => Math.abs(value) <= 1 / 4), true);
  assertEquals(Math.max(...values) > 0.24 && Math.min(...values) < -0.24, true);
  tf.dispose(layer.params as unknown as tf.TensorContainer);
});

Deno.test("lstm() refuses inputs, lengths and states that do not fit, and outputs that there are not", () => {
  const layer = lstm({ inputs: 2, units: 3 }), x = tf.zeros([2, 4, 2]) as tf.Tensor3D;
  const text = (takes: string) => `Cannot run lstm as it takes ${takes}`;
  assertThrows(() => layer.forward(tf.zeros([2, 4, 3]), mode), RangeError, text("[batch, places, 2]: got [2, 4, 3]."));
  assertThrows(() => layer.forward({ x, lengths: tf.zeros([3]) }, mode), RangeError, text("lengths [2]: got [3]."));
  assertThrows(() => layer.forward({ x, h: tf.zeros([1, 2, 4]) }, mode), RangeError, text("states [1, 2, 3]: got"));
  const options = { inputs: 1, units: 1, output: "end" as never };
  assertThrows(() => gru(options), RangeError, "Cannot make gru as output must be one of all, last, states: got end.");
  tf.dispose([x, layer.params] as unknown as tf.TensorContainer);
});
