import { assertEquals, assertRejects } from "@std/assert";
import { inTime } from "../../src/files/in_time.ts";

Deno.test("inTime: it ends what does not end, and hands on answers and errors", async () => {
  let turns = 0;
  const endless = () => {
    while (true) turns++;
  };
  await assertRejects(() => inTime(10, endless, 0.02), RangeError, "it must be read in 0.02 s: got parts without end");
  assertEquals(turns > 0, true);
  assertEquals(await inTime(10, () => "an answer"), "an answer");
  const failing = () => {
    throw new SyntaxError("its own reason");
  };
  await assertRejects(() => inTime(10, failing), SyntaxError, "its own reason");
});
