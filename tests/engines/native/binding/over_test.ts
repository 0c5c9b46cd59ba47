import { assertEquals } from "@std/assert";
import type { Binding } from "../../../../src/engines/native/binding/binding.ts";
import { over } from "../../../../src/engines/native/binding/over.ts";

Deno.test("over() does some things in a way of its own, and asks below for what is counted there", () => {
  let executed = 0;
  const below = {
    get executed() {
      return executed;
    },
    ...{ getNumOfTensors: () => 1, hasOnePass: () => false },
  } as unknown as Binding;
  const above = over(over(below, { getNumOfTensors: () => 2 }), { hasOnePass: () => true });
  executed = 3;
  assertEquals([above.executed, above.getNumOfTensors(), above.hasOnePass()], [3, 2, true]);
});
