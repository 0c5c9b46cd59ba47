import { assertEquals, assertThrows } from "@std/assert";
import { f1, fBeta } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("fBeta() with a beta of 1 is f1, and refuses one of 0", async () => {
  assertEquals(
    await say(fBeta({ classes: 2, beta: 1 }), LOGITS, [0, 1, 1]),
    await say(f1({ classes: 2 }), LOGITS, [0, 1, 1]),
  );
  assertThrows(
    () => fBeta({ classes: 2, beta: 0 }),
    RangeError,
    "Cannot make fBeta as beta must be a finite number above 0",
  );
});
