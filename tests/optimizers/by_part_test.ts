import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { accumulate, adam, byPart, chain, clipByNorm, ema, sgd, tf, weight } from "../../mod.ts";
import { line } from "../toy.ts";

await tf.setBackend("cpu");
const moment = (step: number) => ({ step, steps: 10, stepsPerEpoch: 10 });
const pair = () => ({ "a/w": weight([], 1), "b/w": weight([], 1) });

Deno.test("byPart() moves a part when it has gradients, and counts its updates by itself", () => {
  const params = pair(), optimizer = byPart({ a: adam({ lr: 0.1 }), b: adam({ lr: 0.1 }) });
  const slots = optimizer.init(params);
  for (let step = 0; step < 4; step++) {
    const grads = { "a/w": tf.scalar(2), ...step === 3 && { "b/w": tf.scalar(5) } };
    tf.tidy(() => optimizer.update(grads, slots, params, moment(step)));
  }
  // Steady gradients move by lr an update, also in the first update of b, which is in the fourth step.
  assertAlmostEquals(params["a/w"].dataSync()[0]!, 0.6, 1e-5);
  assertAlmostEquals(params["b/w"].dataSync()[0]!, 0.9, 1e-5);
  assertEquals([slots["a/counted/updates"], slots["b/counted/updates"]].map((slot) => slot!.arraySync()), [[4], [1]]);
});

Deno.test("byPart() names slots, rates and settings by the parts", () => {
  const params = pair(), optimizer = byPart({ a: accumulate(2, sgd({ lr: 0.1, momentum: 0.9 })), b: sgd({ lr: 0.2 }) });
  assertEquals(Object.keys(optimizer.init(params)), [
    ...["a/w/velocity", "a/w/accumulated", "a/accumulated/count", "a/accumulated/ledger", "a/accumulated/made"],
    ...["a/counted/updates", "a/counted/made", "b/counted/updates", "b/counted/made"],
  ]);
  assertEquals(optimizer.rates!(0, moment(0)), { "a.lr": 0.1, "b.lr": 0.2 });
  assertEquals(byPart({ outer: optimizer, b: sgd({ lr: 1 }) }).rates!(0, moment(0)), {
    ...{ "outer.a.lr": 0.1, "outer.b.lr": 0.2, "b.lr": 1 },
  });
  for (const around of [chain(clipByNorm(1), optimizer), accumulate(2, optimizer)]) {
    assertEquals(around.rates!(0, moment(0)), { "a.lr": 0.1, "b.lr": 0.2 });
  }
  assertEquals(optimizer.name, "a: accumulate > sgd, b: sgd");
  assertEquals(Object.keys(optimizer.settings!), ["a", "b"]);
});

Deno.test("byPart() gives back what each part holds, and takes gradients that were clipped together", () => {
  const params = pair();
  const optimizer = chain(clipByNorm(1), byPart({ a: accumulate(4, sgd({ lr: 1 })), b: sgd({ lr: 1 }) }));
  const slots = optimizer.init(params);
  tf.tidy(() => optimizer.update({ "a/w": tf.scalar(3), "b/w": tf.scalar(4) }, slots, params, moment(0)));
  assertEquals(params["a/w"].dataSync()[0], 1);
  assertAlmostEquals(params["b/w"].dataSync()[0]!, 0.2, 1e-5);
  tf.tidy(() => optimizer.flush!(slots, params, moment(0)));
  assertAlmostEquals(params["a/w"].dataSync()[0]!, 0.4, 1e-5);
});

Deno.test("byPart() refuses what is no optimizer, a weight in no part and a part without weights", () => {
  const rate = sgd({ lr: 1 });
  assertEquals(
    assertThrows(() => byPart({ a: sgd as never }), TypeError).message,
    'Cannot make byPart as every part needs an optimizer: got function for "a". Write { head: sgd(...) }.',
  );
  assertThrows(() => byPart({}), TypeError, "got none");
  assertThrows(() => byPart({ a: rate, "a/b": rate }), TypeError, "got a/b within another part");
  assertEquals(
    assertThrows(() => byPart({ a: rate }).init(pair()), RangeError).message,
    "Cannot optimize by part as every weight that learns must be in one: got a, and b/w in none of them. Name its part, " +
      "or have it not learn.",
  );
  assertEquals(
    assertThrows(() => byPart({ a: rate, b: rate, c: rate }).init(pair()), RangeError).message,
    "Cannot optimize by part as a part must have weights that learn: got none for c. The weights begin with a, b.",
  );
  assertThrows(() => byPart({ slope: rate }).init(line().params), RangeError, "slope in none of them");
});

Deno.test("byPart() publishes what its parts publish, under their names, and nothing where none does", () => {
  const params = pair(), optimizer = byPart({ a: ema(sgd({ lr: 1 }), { momentum: 0.5 }), b: sgd({ lr: 1 }) });
  const slots = optimizer.init(params);
  for (let step = 0; step < 2; step++) {
    tf.tidy(() => optimizer.update({ "a/w": tf.scalar(-2), "b/w": tf.scalar(1) }, slots, params, moment(step)));
  }
  const published = tf.tidy(() => optimizer.published!(slots, params));
  assertEquals(Object.entries(published).map(([name, tensor]) => [name, tensor.arraySync()]), [["a/w", 4]]);
  assertEquals(byPart({ a: sgd({ lr: 1 }), b: sgd({ lr: 1 }) }).published, undefined);
});
