/** One rank alone as a team: what meets nobody must change nothing. */
import { assertEquals } from "@std/assert";
import {
  accumulate,
  batchNorm,
  cpu,
  crossEntropy,
  dense,
  initialize,
  makeStep,
  one,
  sequential,
  sgd,
  tf,
} from "../../mod.ts";
import { togetherBy } from "../../src/training/together.ts";
import { plain } from "../../src/training/wire.ts";

await cpu().open();

function learn(together: boolean): unknown {
  const model = sequential(dense({ inputs: 2, units: 3 }), batchNorm({ channels: 3 }), dense({ inputs: 3, units: 2 }));
  initialize(model, 1);
  const optimizer = sgd({ lr: 0.1 }), slots = optimizer.init(model.params), rows = { from: 0, size: 4, whole: 4 };
  const ranks = { group: one(), norms: false, wire: plain, whole: () => ({ rows, count: 4, own: 4, absent: false }) };
  const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, ...together && { ranks } } as never);
  const losses = [0, 1, 2].map((i) => {
    const x = tf.tensor2d([[i, 1], [2, 3], [4, i], [1, 1]]), y = tf.tensor1d([0, 1, 0, 1], "int32");
    const { loss } = step({ x, y, size: 4 } as never, { step: i, steps: 3, stepsPerEpoch: 3 }, 0);
    const value = loss!.dataSync()[0];
    tf.dispose([x, y, loss!]);
    return value;
  });
  step.release?.();
  const learnt = [losses, Object.values(model.params).map((weight) => weight.arraySync())];
  tf.dispose([model.params, slots] as unknown as tf.TensorContainer);
  return learnt;
}

Deno.test("a step of a group of one is that of no group, to the last digit, and keeps nothing", () => {
  const before = tf.memory().numTensors;
  assertEquals(learn(true), learn(false));
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("together weighs by what counts, tells whose loss is not finite, and what is absent adds nothing", () => {
  const odd: (readonly number[])[] = [], rows = { from: 0, size: 2, whole: 2 };
  const told = togetherBy({
    ...{ group: one(), weights: {}, norms: true, wire: plain, engine: undefined, odd: (ranks) => void odd.push(ranks) },
  });
  const slopes = (loss: number, gradient: number) => ({
    ...{
      loss: tf.scalar(loss),
      parts: { accuracy: tf.scalar(3) },
      gradients: { w: tf.scalar(gradient) },
      sums: undefined,
    },
  });
  tf.tidy(() => {
    told.run({ rows, count: 4, own: 1, absent: false }, () => {
      const { loss, parts, gradients } = told.slopes(slopes(8, 5), told.share);
      assertEquals([loss, parts.accuracy!, gradients.w!].map((it) => it.arraySync()), [2, 0.75, 5]);
      assertEquals([told.count, told.weigh(3).count, told.weigh(tf.scalar(2)).share.arraySync()], [4, 3, 1]);
    });
    told.run({ rows, count: 4, own: 0, absent: true }, () => {
      const { loss, gradients } = told.slopes(slopes(NaN, NaN), told.share);
      assertEquals([loss.arraySync(), gradients.w!.arraySync()], [0, 0]);
    });
    told.run({ rows, count: 2, own: 2, absent: false }, () => told.slopes(slopes(NaN, 1), told.share));
  });
  assertEquals(odd, [[0]]);
  told.dispose();
});

Deno.test("a step whose optimizer adds gradients up sends them once an update, and a rank's absent batch adds nothing", () => {
  const lengths: number[] = [], alone = one();
  const sum = (...buffers: readonly { readonly length: number }[]) =>
    void lengths.push(...buffers.map((it) => it.length));
  const model = dense({ inputs: 3, units: 5 }), optimizer = accumulate(3, sgd({ lr: 1 }));
  initialize(model, 1);
  const slots = optimizer.init(model.params), before = model.params.kernel!.arraySync();
  let absent = false;
  const whole = () => ({ rows: { from: 0, size: 2, whole: 2 }, count: 2, own: absent ? 0 : 2, absent });
  const ranks = { group: { ...alone, now: { ...alone.now, sum } }, norms: true, wire: plain, whole };
  const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, ranks } as never);
  const sent = [0, 1, 2, 3].map((at) => {
    lengths.length = 0;
    absent = at < 2;
    const x = absent ? tf.fill([2, 3], NaN) : tf.ones([2, 3]), y = tf.tensor1d([0, 1], "int32");
    tf.dispose(step({ x, y, size: 2 } as never, { step: at, steps: 9, stepsPerEpoch: 9 }, 0));
    tf.dispose([x, y]);
    return lengths.includes(20);
  });
  assertEquals(sent, [false, false, true, false]);
  const kernel = (model.params.kernel!.arraySync() as number[][]).flat();
  assertEquals([kernel.every(Number.isFinite), String(kernel) === String(before)], [true, false]);
  // Outside of a step the others are met too.
  lengths.length = 0;
  tf.tidy(() => step.meet(() => optimizer.flush!(slots, model.params, { step: 4, steps: 9, stepsPerEpoch: 9 })));
  assertEquals(lengths.includes(20), true);
  step.release?.();
  tf.dispose([model.params, slots] as unknown as tf.TensorContainer);
});
