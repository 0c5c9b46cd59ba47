import { assertEquals } from "@std/assert";
import { accumulate, cpu, type Moment, type Optimizer, sgd, tf, weight } from "../../mod.ts";
import { counted, countMade, leftOutOf, madeSlot } from "../../src/tensors/counted.ts";
import { writeTensor } from "../../src/tensors/read.ts";

await tf.setBackend("cpu");
const at = (step: number) => ({ step, steps: 100, stepsPerEpoch: 100 });

Deno.test("counted() tells the updates and not the steps, also after its slots were restored", () => {
  const told: (number | undefined)[] = [];
  const spy: Optimizer = {
    ...sgd({ lr: 1 }),
    update: (_grads, _slots, _params, { updates }: Moment) => void told.push(updates),
  };
  const optimizer = counted(spy), slots = optimizer.init({ w: weight([], 0) });
  for (const step of [3, 9]) optimizer.update({}, slots, {}, at(step));
  writeTensor(slots["counted/updates"]!, { dtype: "float32", shape: [1], data: Float32Array.of(7) });
  optimizer.update({}, slots, {}, at(20));
  assertEquals(told, [0, 1, 7]);
  assertEquals(slots["counted/updates"]!.arraySync(), [8]);
});

Deno.test("counted() keeps the name, the rate and what is held back", () => {
  const params = { w: weight([], 0) }, inner = accumulate(5, sgd({ lr: 1 })), optimizer = counted(inner);
  const slots = optimizer.init(params);
  assertEquals([optimizer.name, optimizer.lr(0, at(0))], [inner.name, 1]);
  tf.tidy(() => optimizer.update({ w: tf.scalar(2) }, slots, params, at(0)));
  tf.tidy(() => optimizer.flush!(slots, params, at(0)));
  assertEquals(params.w.dataSync()[0], -2);
  assertEquals("flush" in counted(sgd({ lr: 1 })), false);
});

Deno.test("leftOutOf() counts what was taken back, also the first one, and nothing where it is not known", async () => {
  await cpu().open();
  tf.tidy(() => {
    const slot = madeSlot(), told: number[] = [];
    for (const [asked, kept] of [false, true, true, false].entries()) {
      told.push(leftOutOf(slot, asked).dataSync()[0]!);
      const before = tf.clone(slot);
      countMade(slot, asked);
      if (!kept) slot.assign(before);
    }
    assertEquals([...told, leftOutOf(slot, 4).dataSync()[0]], [0, 1, 1, 1, 2]);
    // As a checkpoint of before leaves it.
    slot.assign(tf.scalar(0));
    assertEquals(leftOutOf(slot, 7).dataSync()[0], 0);
    countMade(slot, 7);
    assertEquals(leftOutOf(slot, 8).dataSync()[0], 0);
  });
});
