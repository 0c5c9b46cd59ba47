import { assert, assertEquals, assertThrows } from "@std/assert";
import { metric } from "../../src/metrics/metric.ts";
import { tf } from "../../src/tf.ts";

const parts = {
  name: "own",
  better: "higher",
  init: () => tf.scalar(0),
  update: (state: tf.Tensor, _prediction: tf.Tensor, _target: tf.Tensor) => state,
  compute: (state: tf.Tensor) => state as tf.Scalar,
} as const;

Deno.test("metric() freezes a copy and keeps the literal type of its name", () => {
  const made = metric(parts);
  const name: "own" = made.name;
  assertEquals(name, "own");
  assert(Object.isFrozen(made) && !Object.isFrozen(parts));
});

Deno.test("metric() refuses parts that are missing or of another kind", () => {
  const cases = [
    [{ name: "" }, 'name must be a word: got "".'],
    [{ better: "larger" }, 'better must be "higher" or "lower": got larger.'],
    [{ update: undefined }, "update must be a function: got undefined."],
  ] as const;
  for (const [wrong, text] of cases) {
    const error = assertThrows(() => metric({ ...parts, ...wrong } as unknown as typeof parts), TypeError);
    assertEquals(error.message, `Cannot make a metric as ${text}`);
  }
});
