import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { native } from "../../src/engines/native.ts";
import { tf } from "../../src/tf.ts";
import { deno, ROOT } from "../program.ts";
import { needLibrary } from "./native/need_library.ts";
import { operations, runOperations } from "./operations.ts";

const needed = await needLibrary();

Deno.test({
  name: "native() opens, tells what it is, and opens again",
  ...needed,
  async fn() {
    const info = await native().open();
    assertEquals([info.backend, tf.getBackend()], ["tensorflow", "tensorflow"]);
    assert(/^libtensorflow 2\./.test(info.version), info.version);
    assert(info.threads! > 0);
    assertEquals(await Promise.all([native().open(), native().open()]), [info, info]);
  },
});

Deno.test({
  name: "native() agrees with cpu on the whole table of operations, as eager and as compiled ones",
  ...needed,
  async fn(t) {
    await native().open();
    const { binding } = tf.backend() as unknown as { binding: { readonly compiledSteps: number } };
    await runOperations(t, native());
    assert(binding.compiledSteps > 0.8 * operations.length, `${binding.compiledSteps} of ${operations.length} rows`);
  },
});

Deno.test({
  name: "native() computes max pools whose padding would win if it were 0",
  ...needed,
  async fn() {
    await native().open();
    const x = tf.fill([1, 3, 3, 1], -5) as tf.Tensor4D;
    assertEquals(Array.from(tf.maxPool(x, 3, 2, 1).dataSync()), [-5, -5, -5, -5]);
  },
});

Deno.test({
  name: "native() gives a filter that sees little but padding a gradient of zeros there",
  ...needed,
  async fn() {
    await native().open();
    const x = tf.ones([2, 1, 1, 1]) as tf.Tensor4D, filter = tf.ones([3, 3, 1, 1]) as tf.Tensor4D;
    const gradient = tf.grad((filter) => tf.sum(tf.conv2d(x, filter as tf.Tensor4D, 1, 1)))(filter);
    assertEquals(Array.from(gradient.dataSync()), [0, 0, 0, 0, 2, 0, 0, 0, 0]);
  },
});

Deno.test({
  name: "native() tells what TensorFlow refuses, and refuses texts itself",
  ...needed,
  async fn() {
    await native().open();
    assertThrows(
      () => tf.tidy(() => tf.concat([tf.tensor1d(["a"]), tf.tensor1d(["b"])])),
      TypeError,
      "Cannot put texts on the native",
    );
    const { binding } = tf.backend() as unknown as { binding: { executeOp(...a: unknown[]): unknown } };
    assertThrows(() => binding.executeOp("NoSuchOp", [], [], 1), Error, "NoSuchOp as libtensorflow refuses");
  },
});

Deno.test("native() refuses a number of threads that is none", () => {
  assertThrows(
    () => native({ threads: 0 }),
    RangeError,
    "Cannot make native as threads must be a whole number of at least 1: got 0.",
  );
});

Deno.test("native() says where it looked for a library that is not there", async () => {
  await assertRejects(
    () => native({ library: "/no/such/folder" }).open(),
    Deno.errors.NotFound,
    "the option library names no library: got /no/such/folder",
  );
});

Deno.test("native() refuses a graphics card that has no number", () => {
  for (const gpu of [-1, 0.5, NaN]) {
    const { message } = assertThrows(() => native({ gpu }), RangeError);
    assertEquals(
      message,
      `Cannot make the native engine as gpu is a card's number from 0, true or false: got ${gpu}`,
    );
  }
});

Deno.test({
  name: "native() computes the same to the last digit however many operations run at once",
  ...needed,
  async fn() {
    const code = (atOnce: number) => `
      import { crossEntropy, gpt, initialize, makeStep, native, sgd, tf } from "file://${ROOT}mod.ts";
      const engine = await native({ threads: 1, atOnce: ${atOnce} }).open();
      const model = gpt({ entries: 7, length: 8, layers: 2, heads: 2, units: 16 });
      initialize(model, 1);
      const optimizer = sgd({ lr: 0.1, momentum: 0.9 }), slots = optimizer.init(model.params);
      const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine });
      const x = tf.tensor2d(Array.from({ length: 32 }, (_, i) => i * 3 % 7), [4, 8], "int32"), losses = [];
      for (let i = 0; i < 20; i++) {
        const { loss } = step({ x, y: x, size: 4 }, { step: i, steps: 20, stepsPerEpoch: 20 }, i);
        losses.push(loss.dataSync()[0]);
      }
      console.log(JSON.stringify(losses));`;
    const [one, four] = await Promise.all(
      [1, 4].map((atOnce) => deno(["eval", "--quiet", "--no-check", code(atOnce)])),
    );
    assertEquals([one!.stderr, four!.stderr], ["", ""]);
    const losses: number[] = JSON.parse(one!.stdout);
    assert(losses.length === 20 && losses.at(-1)! < losses[0]!);
    assertEquals(four!.stdout, one!.stdout);
  },
});
