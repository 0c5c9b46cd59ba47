import { assertEquals, assertThrows } from "@std/assert";
import { prelu, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("prelu() begins with one slope of all channels, or one of each", () => {
  assertEquals(prelu().params.slope!.arraySync(), [0.25]);
  assertEquals(prelu({ channels: 2, slope: 0.5 }).params.slope!.arraySync(), [0.5, 0.5]);
});

Deno.test("prelu() refuses options out of range, and channels that do not fit", () => {
  assertThrows(() => prelu({ channels: 0 }), RangeError, "channels must be a whole number of at least 1: got 0.");
  const rule = "Cannot run prelu as it takes [..., 3]: got [1, 2].";
  assertThrows(() => prelu({ channels: 3 }).forward(tf.zeros([1, 2]), predict), RangeError, rule);
});
