import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { initialize, type Initializer, weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

const draw: Initializer = (shape, next) => Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next);

Deno.test("weight() holds a number everywhere, or NaN until it is drawn", () => {
  assertEquals(weight([2, 1], 3).arraySync(), [[3], [3]]);
  assert((weight([2], draw).arraySync() as number[]).every(Number.isNaN));
});

Deno.test("weight() is trainable unless it says otherwise", () => {
  assertEquals(weight([1], 0).trainable, true);
  assertEquals(weight([1], 0, { trainable: false }).trainable, false);
});

Deno.test("weight() makes one tensor, which outlives the tidy around it", () => {
  const before = tf.memory().numTensors;
  const made = tf.tidy(() => [weight([3], 1)] as unknown as tf.Tensor[]);
  assertEquals(tf.memory().numTensors, before + 1);
  assertEquals(made[0]!.arraySync(), [1, 1, 1]);
  made[0]!.dispose();
});

Deno.test("initialize() draws by seed and name, in whatever order the weights were made", () => {
  const make = (...names: string[]) => {
    const params = Object.fromEntries(names.map((name) => [name, weight([4], draw)]));
    initialize({ params }, 7);
    return Object.fromEntries(names.map((name) => [name, params[name]!.arraySync()]));
  };
  const [forth, back] = [make("a", "b"), make("b", "a")];
  assertEquals(forth.a, back.a);
  assertEquals(forth.b, back.b);
  assertNotEquals(forth.a, forth.b);
});

Deno.test("initialize() draws other numbers by another seed", () => {
  const drawn = (seed: number) => {
    const params = { kernel: weight([4], draw) };
    initialize({ params }, seed);
    return params.kernel.arraySync();
  };
  assertNotEquals(drawn(0), drawn(1));
});

Deno.test("initialize() leaves a weight alone that was drawn, loaded or set before", () => {
  const drawn = weight([2], draw), set = weight([2], draw), constant = weight([2], 5);
  const model = { params: { drawn, set, constant } };
  tf.tidy(() => set.assign(tf.tensor1d([1, 2])));
  initialize(model, 1);
  const first = drawn.arraySync();
  initialize(model, 2);
  assertEquals(drawn.arraySync(), first);
  assertEquals(set.arraySync(), [1, 2]);
  assertEquals(constant.arraySync(), [5, 5]);
});

Deno.test("initialize() leaves no tensor behind", () => {
  const model = { params: { kernel: weight([2, 2], draw) } };
  const before = tf.memory().numTensors;
  initialize(model);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("initialize() hands the weight's shape and uniform numbers to the initializer", () => {
  let seen: readonly number[] = [];
  const initializer: Initializer = (shape, next) => {
    seen = shape;
    const number = next();
    assert(number >= 0 && number < 1);
    return new Float32Array(6);
  };
  initialize({ params: { kernel: weight([2, 3], initializer) } });
  assertEquals(seen, [2, 3]);
});

Deno.test("weight() says of which shape it was that memory has no room for", () => {
  const make = () => weight([1e9, 1e9], 0);
  assertThrows(make, RangeError, "Cannot make a weight of [1000000000,1000000000] as the device's memory is used up");
});
