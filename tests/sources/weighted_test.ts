import { assertEquals, assertThrows } from "@std/assert";
import {
  accuracy,
  arrays,
  cpu,
  crossEntropy,
  dataset,
  mlp,
  randomFlip,
  rows,
  runner,
  type Sample,
  type Source,
} from "../../mod.ts";
import { type HostTensor, type MaskField, sgd, tf, weighted, type WeightedTarget } from "../../mod.ts";
import { tensorsIn } from "../../src/tensors/tensors_in.ts";
import { ten } from "./ten.ts";

await tf.setBackend("cpu");

Deno.test("weighted() keeps labels, titles, classes and a recipe, and batches have classes and weights", async () => {
  const weights = LABELS_BY_HALF, source = weighted(ten(), weights);
  await source.open!();
  assertEquals([source.size, source.classes, source.title!(3)], [10, ["low", "high"], "number 3"]);
  assertEquals([...source.labels!() as Int32Array], [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  for (const workers of [0, 1]) {
    const data = dataset({ train: source, val: source, batchSize: 4, workers }), seen: unknown[] = [];
    await data.open!();
    for (const pass of [data.train({ epoch: 0, seed: 3 }), data.val!()]) {
      for await (const { x, y: { target, weight } } of pass) {
        assertEquals([target.dtype, weight.dtype], ["int32", "float32"]);
        const numbers = [...(x as tf.Tensor).dataSync()].map((pixel) => pixel / 10);
        assertEquals([...weight.dataSync()], numbers.map((i) => weights[i]!));
        seen.push(...numbers);
        tf.dispose([x, target, weight]);
      }
    }
    await data.close!();
    assertEquals(seen.length, 20);
  }
});

const LABELS_BY_HALF = Array.from({ length: 10 }, (_, i) => i / 2);

Deno.test("weighted() trains and judges as samples that come as often as they weigh", async () => {
  const x = [[0, 1], [1, 0], [1, 1], [0, 2]], y = [0, 1, 1, 0], often = [2, 1, 0, 3];
  const copies = often.flatMap((times, i) => Array<number>(times).fill(i)), classes = 2;
  const one = rows({ x, y, classes }) as Source<HostTensor, number>, heavy = weighted(one, often);
  const shared = { classes, valX: x, valY: y };
  const far = arrays({ ...shared, x: copies.map((i) => x[i]!), y: copies.map((i) => y[i]!), batchSize: 6 });
  const near = arrays({ ...shared, x, y, weights: often, batchSize: 4 });
  const train = dataset({ train: heavy, val: heavy, batchSize: 4, loss: crossEntropy() }) as unknown as typeof near;
  const sentence = () => runner({ log: { write: () => {} } }).model(() => mlp({ sizes: [2, 4, 2] })).engine(cpu());
  const [optimizer, epochs] = [sgd({ lr: 0.5 }), 3];
  const learnt = [
    await sentence().data(far).evaluator(accuracy()).optimizer(optimizer).train({ epochs }),
    await sentence().data(near).evaluator(accuracy()).optimizer(optimizer).train({ epochs }),
    await sentence().data(train).evaluator(accuracy()).optimizer(optimizer).train({ epochs }),
  ].map(({ model }) =>
    tensorsIn(model.params).flatMap((one) => Array.from(one.dataSync(), (number) => number.toFixed(5)))
  );
  assertEquals(learnt.slice(1), [learnt[0], learnt[0]]);
});

Deno.test("weighted() lets masks move with their images", async () => {
  const mask: MaskField = { dtype: "uint8", shape: [1, 2], data: Uint8Array.of(1, 2) };
  const x = { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(10, 20) } as const;
  const source: Source = { name: "masked", size: 1, get: () => ({ x, y: mask }) };
  const { y } = randomFlip({ chance: 1 })(await weighted(source, [3]).get(0) as never, () => 0) as Sample<
    unknown,
    WeightedTarget<MaskField>
  >;
  assertEquals([[...y.target.data], y.weight], [[2, 1], 3]);
});

Deno.test("weighted() refuses weights that cannot be, and of other samples", () => {
  const source = { name: "squares", size: 2, get: (i: number) => ({ x: i, y: i * i }) };
  assertThrows(() => weighted(source, [1]), RangeError, "each must have a weight: got 1 weights of 2 samples.");
  const text = "Cannot make weighted as a weight must be a finite number of at least 0: got -1 of sample 1.";
  assertThrows(() => weighted(source, [1, -1]), RangeError, text);
  assertThrows(() => weighted(source, [1, NaN]), RangeError, "got NaN of sample 1");
});
