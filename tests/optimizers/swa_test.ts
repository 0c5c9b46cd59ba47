import { assertEquals, assertThrows } from "@std/assert";
import { sgd } from "../../src/optimizers/sgd.ts";
import { swa } from "../../src/optimizers/swa.ts";
import { tf } from "../../src/tf.ts";
import { weight } from "../../src/tensors/weight.ts";

await tf.setBackend("cpu");

Deno.test("swa() averages running statistics only where it is told to", () => {
  for (const updateBuffers of [false, true]) {
    const params = { w: weight([], 0), mean: weight([], 0, { trainable: false }) };
    const optimizer = swa(sgd({ lr: 1 }), { updateBuffers }), slots = optimizer.init(params);
    for (const [step, mean] of [2, 4, 9].entries()) {
      tf.tidy(() => {
        params.mean.assign(tf.scalar(mean));
        optimizer.update({ w: tf.scalar(-1) }, slots, params, { step, steps: 3, stepsPerEpoch: 3 });
      });
    }
    const shown = tf.tidy(() => optimizer.published!(slots, params));
    assertEquals([shown.w?.arraySync(), shown.mean?.arraySync()], [2, updateBuffers ? 5 : undefined]);
    tf.dispose(shown as tf.NamedTensorMap);
  }
});

Deno.test("swa() leaves weights that do not learn to themselves, and a model of such alone", () => {
  const fixed = weight([2], 3, { trainable: false }),
    optimizer = swa(sgd({ lr: 1 })),
    slots = optimizer.init({ fixed });
  assertEquals(slots, {});
  optimizer.update({}, slots, { fixed }, { step: 0, steps: 1, stepsPerEpoch: 1 });
  assertEquals(optimizer.published!(slots, { fixed }), {});
});

Deno.test("swa() refuses options that it does not know or that are out of their range", () => {
  assertThrows(
    () => swa(sgd({ lr: 1 }), { start: 3 } as never),
    TypeError,
    "Cannot make swa as its options are begin, interval, updateBuffers and updateBatchNorms: got start.",
  );
  assertThrows(
    () => swa(sgd({ lr: 1 }), { updateBuffers: 1 as never }),
    RangeError,
    "Cannot make swa as updateBuffers must be true or false: got 1.",
  );
});
