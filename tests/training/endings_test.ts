import { assertEquals } from "@std/assert";
import { noBatches, timeUp } from "../../src/training/endings.ts";

Deno.test("timeUp() and noBatches() say why a run ends", () => {
  assertEquals([1, 1.5].map((minutes) => timeUp({ minutes })), [
    "the 1 minute of the run are over",
    "the 1.5 minutes of the run are over",
  ]);
  assertEquals(
    noBatches("cats").message.startsWith("Cannot train on cats as an epoch needs at least one batch: got none."),
    true,
  );
});
