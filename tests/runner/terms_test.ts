import { assertEquals } from "@std/assert";
import { accumulate, adam, chain, clipByNorm, sgd } from "../../mod.ts";
import { termsOf } from "../../src/runner/terms.ts";

Deno.test("termsOf() finds how many steps are added up, wherever that is said", () => {
  const steps = (optimizer: Parameters<typeof termsOf>[0]["optimizer"]) =>
    termsOf({ data: {}, optimizer, length: { epochs: 1 } }).accumulate;
  const plainly = accumulate(4, sgd({ lr: 0.1 })), clipped = accumulate(3, chain(clipByNorm(1), adam({ lr: 0.1 })));
  const within = chain(clipByNorm(1), accumulate(2, sgd({ lr: 0.1 })));
  assertEquals([sgd({ lr: 0.1 }), plainly, clipped, within].map(steps), [1, 4, 3, 2]);
});

Deno.test("termsOf() leaves out what the dataset does not tell", () => {
  const terms = termsOf({ data: {}, optimizer: sgd({ lr: 0.1 }), length: { steps: 7 } });
  assertEquals(terms, { ranks: 1, accumulate: 1, steps: 7 });
});

Deno.test("termsOf() tells the length in samples, and none for minutes", () => {
  const of = (length: Parameters<typeof termsOf>[0]["length"]) =>
    termsOf({ data: {}, optimizer: sgd({ lr: 0.1 }), length });
  assertEquals(of({ samples: 7 }), { ranks: 1, accumulate: 1, length: 7 });
  assertEquals(of({ minutes: 7 }), { ranks: 1, accumulate: 1 });
});
