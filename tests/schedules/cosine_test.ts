import { assertAlmostEquals } from "@std/assert";
import { cosine } from "../../src/schedules/cosine.ts";

Deno.test("cosine() ends at its least value and stays there", () => {
  const lr = cosine(1, 0.2, { epochs: 2 });
  [1, 0.6, 0.2, 0.2].forEach((value, epoch) =>
    assertAlmostEquals(lr(epoch * 3, { steps: 30, stepsPerEpoch: 3 }), value, 1e-12)
  );
});
