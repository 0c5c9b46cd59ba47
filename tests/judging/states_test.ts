import { assertAlmostEquals, assertEquals } from "@std/assert";
import { allTogether, grown, noRows, nothingWeighed, weighedMore } from "../../src/judging/states.ts";
import { tf } from "../../src/tf.ts";
import type { HostTensor } from "../../src/snapshot.ts";

await tf.setBackend("cpu");

Deno.test("grown() gives a tensor of its own, whose batch may be disposed of", () => {
  const batch = tf.tensor2d([[1, 2]], [1, 2], "int32"), state = noRows("int32");
  const once = grown(state, batch), twice = grown(once, batch);
  batch.dispose();
  assertEquals([once.arraySync(), twice.arraySync(), twice.dtype], [[[1, 2]], [[1, 2], [1, 2]], "int32"]);
});

await tf.setBackend("cpu");
const host = (tensor: tf.Tensor) => ({ dtype: "float32", shape: tensor.shape, data: tensor.dataSync() }) as HostTensor;

Deno.test("weighedMore() loses no digits over many batches, where float32 alone does", () => {
  const times = 4000,
    tenth = Math.fround(0.1),
    counts = { dtype: "int32", shape: [1], data: Int32Array.of(7) } as const;
  const more = tf.tensor1d([0.1]);
  let weighed = weighedMore(nothingWeighed([1]), tf.tensor1d([10_000])), plain = Math.fround(10_000);
  for (let i = 0; i < times; i++) {
    weighed = tf.tidy(() => weighedMore(weighed, more));
    plain = Math.fround(plain + tenth);
  }
  const right = 10_000 + times * tenth;
  assertEquals(Math.abs(plain - right) > 0.5, true);
  assertAlmostEquals(allTogether(counts, host(weighed))[0]!, 7 + right, 1e-3);
});

Deno.test("nothingWeighed() adds nothing to counts", () => {
  const counts = { dtype: "int32", shape: [2], data: Int32Array.of(2 ** 24 + 1, 0) } as const;
  assertEquals(allTogether(counts, host(nothingWeighed([2]))), [2 ** 24 + 1, 0]);
});
