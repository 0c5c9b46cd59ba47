import { assert, assertEquals, assertThrows } from "@std/assert";
import { beta, draw, type DrawOptions } from "../../src/tensors/draw.ts";
import { generator } from "../../src/tensors/random.ts";

function shares(logits: readonly number[], options?: DrawOptions): number[] {
  const next = generator(1), counts = logits.map(() => 0);
  for (let i = 0; i < 20_000; i++) counts[draw(logits, next, options)]!++;
  return counts.map((count) => count / 20_000);
}

/** Whether shares are those wanted, within five standard deviations of 20,000 draws. */
function isNear(got: readonly number[], wanted: readonly number[]): boolean {
  return got.every((share, i) => Math.abs(share - wanted[i]!) <= 5 * Math.sqrt(wanted[i]! * (1 - wanted[i]!) / 20_000));
}

Deno.test("draw() draws by the softmax of the logits, and by a power of it where there is a temperature", () => {
  const logits = [Math.log(1), Math.log(2), Math.log(5)];
  assert(isNear(shares(logits), [1 / 8, 2 / 8, 5 / 8]));
  assert(isNear(shares(logits, { temperature: 0.5 }), [1 / 30, 4 / 30, 25 / 30]));
  // What is added to all changes nothing, however much it is.
  assertEquals(shares(logits.map((value) => value + 1000)), shares(logits));
});

Deno.test("draw() draws none but the likeliest where it is told so, and none of -Infinity", () => {
  assert(isNear(shares([0, Math.log(3), Math.log(2)], { topK: 2 }), [0, 3 / 5, 2 / 5]));
  assert(isNear(shares([-Infinity, 0, 0]), [0, 1 / 2, 1 / 2]));
  assertEquals(draw([1, 3, 3], () => 0.99, { temperature: 0 }), 1);
  assertEquals(draw([0, -Infinity], () => 1 - 2 ** -32), 0);
});

Deno.test("draw() is a pure function of its numbers, one for each draw", () => {
  const logits = [0.1, 0.2, 0.3, 0.4],
    run = () => {
      const next = generator(7);
      return Array.from({ length: 50 }, () => draw(logits, next));
    };
  assertEquals(run(), run());
});

Deno.test("draw() refuses logits of which none is finite, and options out of range", () => {
  const text = "Cannot draw as a logit must be finite: got NaN as the highest of 2.";
  assertThrows(() => draw([NaN, NaN], () => 0), RangeError, text);
  assertThrows(() => draw([1], () => 0, { temperature: -1 }), RangeError, "temperature must be a finite number of at");
  assertThrows(() => draw([1], () => 0, { topK: 0 }), RangeError, "topK must be a whole number of at least 1: got 0.");
});

Deno.test("draw() draws the nucleus alone: the likeliest that have the share together, and at least one", () => {
  const logits = [Math.log(1), Math.log(2), Math.log(5)];
  assert(isNear(shares(logits, { topP: 0.8 }), [0, 2 / 7, 5 / 7]));
  assert(isNear(shares(logits, { topP: 0.5 }), [0, 0, 1]));
  assert(isNear(shares(logits, { topP: 1 }), [1 / 8, 2 / 8, 5 / 8]));
  // After topK, of whose two the first has 5/7.
  assert(isNear(shares(logits, { topK: 2, topP: 0.7 }), [0, 0, 1]));
  assertThrows(() => draw([1], () => 0, { topP: 0 }), RangeError, "topP must be in (0, 1]: got 0.");
});

Deno.test("beta() has the mean and the variance of its distribution, for small parameters too", () => {
  const next = generator(4), draws = 20_000;
  for (const [a, b] of [[0.2, 0.2], [1, 1], [2, 5]] as const) {
    const drawn = Array.from({ length: draws }, () => beta(a, b, next));
    const mean = drawn.reduce((sum, one) => sum + one, 0) / draws;
    const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws;
    assert(Math.abs(mean - a / (a + b)) < 0.01, `${a}, ${b}: a mean of ${mean}`);
    assert(Math.abs(variance / (a * b / ((a + b) ** 2 * (a + b + 1))) - 1) < 0.05, `${a}, ${b}: ${variance}`);
  }
});
