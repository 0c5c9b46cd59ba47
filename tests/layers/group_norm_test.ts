import { assertEquals, assertThrows } from "@std/assert";
import { groupNorm, instanceNorm, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("groupNorm() normalises each group of each example", () => {
  const y = groupNorm({ channels: 4, groups: 2 }).forward(tf.tensor2d([[1, 3, 10, 30], [2, 2, -1, 1]]), predict);
  assertEquals(Array.from(y.dataSync(), Math.round), [-1, 1, -1, 1, 0, 0, -1, 1]);
});

Deno.test("groupNorm() and instanceNorm() refuse options out of range, and inputs that do not fit", () => {
  assertThrows(
    () => groupNorm({ channels: 6, groups: 4 }),
    RangeError,
    "groups must divide channels: got 4 groups of 6",
  );
  assertThrows(
    () => instanceNorm({ channels: 6, affine: 1 as never }),
    RangeError,
    "affine must be true or false: got 1.",
  );
  const rule = "Cannot run instanceNorm as it takes [batch, ..., 6]: got [2, 5].";
  assertThrows(() => instanceNorm({ channels: 6 }).forward(tf.zeros([2, 5]), predict), RangeError, rule);
});
