import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { checkpointed, cpu, dense, one, type RankGroup, sequential, tf, weight } from "../../mod.ts";
import type { Bytes } from "../../src/group.ts";
import { shardsOf } from "../../src/training/shards.ts";

await cpu().open();

/** The second of two ranks, whose first one has the same weights, of which it says its part, and gradients of 1. */
function second(first: () => Float32Array): RankGroup {
  const alone = one(),
    fill = (bytes: Uint8Array<ArrayBuffer>) =>
      new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).fill(1);
  const gather = <B extends Bytes>(own: B): B[] => [first() as unknown as B, own];
  return {
    ...{ ...alone, rank: 1, size: 2, gather: <B extends Bytes>(own: B) => Promise.resolve(gather(own)) },
    now: { ...alone.now, gather, allToAll: (_, receive) => void fill(receive[0]!) },
  };
}

const values = [1, 2, 3, 4, 5, 6, 7];
const kernel = () => {
  const made = weight([7, 1], 0);
  tf.tidy(() => made.assign(tf.tensor2d(values, [7, 1])));
  return made;
};

Deno.test("shardsOf() keeps this rank's part of each weight between steps, and nothing of the rest", () => {
  const before = tf.memory().numBytes,
    model = { kernel: kernel(), scale: weight([], 2), mean: weight([8], 0, { trainable: false }) };
  const whole = tf.memory().numBytes - before, shards = shardsOf(second(() => Float32Array.of(1, 2, 3)), model);
  // The part of one of two ranks; what has fewer numbers than there are ranks, or does not learn, is on both.
  assertEquals([shards.params.kernel!.shape, [...shards.params.kernel!.dataSync()]], [[4, 1], [4, 5, 6, 7]]);
  assertEquals([shards.params.scale, shards.params.mean], [model.scale, model.mean]);
  assertEquals(whole - (tf.memory().numBytes - before), 3 * 4 - 4);
  assertThrows(() => model.kernel.dataSync());
  shards.gatherAll();
  assertEquals([...model.kernel.dataSync()], values);
  shards.releaseAll();
  assertThrows(() => tf.add(model.kernel, 1).dataSync());
  shards.gatherAll();
  shards.dispose();
  assertEquals([...model.kernel.dataSync()], values);
  tf.dispose(model);
  assertEquals(tf.memory().numBytes, before);
});

Deno.test("a step adds up this rank's part of the gradients of all, those of units as soon as they are there", () => {
  const inner = dense({ inputs: 2, units: 2, bias: false }), unit = checkpointed(inner) as unknown as typeof inner;
  const network = sequential(dense({ inputs: 2, units: 2, bias: false }) as never, unit as never),
    before = tf.memory().numTensors;
  for (const each of Object.values(network.params)) tf.tidy(() => each.assign(tf.ones([2, 2])));
  const shards = shardsOf(second(() => Float32Array.of(1, 1)), network.params), names = Object.keys(network.params);
  assertEquals(
    Object.values(shards.derived(network.params)).length,
    2,
    "the weights of the unit are derived by whoever runs it",
  );
  for (const absent of [false, true]) {
    const told = shards.during(absent, () =>
      tf.tidy(() => {
        shards.begin();
        assertEquals(shards.units.apart(Object.values(network.params)).length, 1, "the unit's are not whole");
        const own = { [names[0]!]: tf.tensor2d([1, 2, 3, 4], [2, 2]) };
        shards.units.take([network.params[names[1]!]!], [tf.tensor2d([5, 6, 7, 8], [2, 2])]);
        const { parts, others } = shards.collect(own);
        assertEquals(others, {});
        return names.map((name) => [...parts[name]!.dataSync()]);
      }));
    // The other rank's are 1; those of a batch that this one has nothing of do not count.
    assertEquals(told, absent ? [[1, 1], [1, 1]] : [[4, 5], [8, 9]]);
  }
  shards.gatherAll();
  shards.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a unit that runs twice in a step has the sum of both gradients, and a step that fails leaves nothing", () => {
  const model = { kernel: kernel() },
    shards = shardsOf(second(() => Float32Array.of(1, 2, 3)), model),
    before = tf.memory();
  shards.during(false, () =>
    tf.tidy(() => {
      for (const _ of [0, 1]) shards.units.take([model.kernel], [tf.ones([7, 1])]);
      assertEquals([...shards.collect({}).parts.kernel!.dataSync()], [4, 4, 4, 4]);
    }));
  assertThrows(
    () =>
      shards.during(false, () => {
        shards.begin();
        shards.units.take([model.kernel], [tf.tidy(() => tf.keep(tf.ones([7, 1])))]);
        throw new Error("out of data");
      }),
    Error,
    "out of data",
  );
  assert(tf.memory().numTensors - before.numTensors <= 1, "all but the gradient, which is the test's own");
  shards.dispose();
  tf.disposeVariables();
});

Deno.test("cut() and weightOf() know of which weight a slot is, by its name and its shape", () => {
  const model = { a: weight([4, 2], 0), "a/b": weight([6], 0) },
    shards = shardsOf(second(() => new Float32Array(7)), model);
  const host = (...shape: number[]) => {
    const data = Float32Array.from({ length: shape.reduce((all, side) => all * side, 1) }, (_, i) => i);
    return { dtype: "float32" as const, shape, data };
  };
  const cut = shards.cut({
    "a/first": host(4, 2),
    "a/b/first": host(6),
    a: host(4, 2),
    steps: host(1),
    "a/count": host(1),
  });
  assertEquals(Object.values(cut).map(({ shape, data }) => [shape, [...data]]), [
    [[4, 1], [4, 5, 6, 7]],
    [[3], [3, 4, 5]],
    [[4, 1], [4, 5, 6, 7]],
    [[1], [0]],
    [[1], [0]],
  ]);
  assertEquals(
    [["a/first", [4, 1]], ["a/b/first", [3]], ["a/count", [1]], ["c", [3]]].map(([name, shape]) =>
      shards.weightOf(name as string, shape as number[])
    ),
    [
      ...["a", "a/b", undefined, undefined],
    ],
  );
  shards.dispose();
});

Deno.test("units.sum() and isPart() tell a norm what to add up over ranks", () => {
  const model = { a: weight([4], 0), scale: weight([], 0) }, alone = second(() => new Float32Array(2));
  const sum = (...buffers: readonly { [at: number]: number }[]) => buffers.forEach((numbers) => numbers[0]! += 5);
  const { units } = shardsOf({ ...alone, now: { ...alone.now, sum: sum as never } }, model);
  assertEquals(["a", "scale", "b"].map((name) => units.isPart(name)), [true, false, false]);
  assertAlmostEquals(units.sum(tf.scalar(2)).dataSync()[0]!, 7, 1e-6);
});
