import { assertThrows } from "@std/assert";
import { requirePart } from "../../src/options/require_part.ts";

Deno.test("requirePart takes what does what such a part does", () => {
  requirePart("x", "an optimizer", { update() {} }, "x(sgd(...))");
  requirePart("x", "a model", { forward() {} }, "x(mlp(...))");
  requirePart("x", "an engine", { open() {} }, "x(cpu())");
  requirePart("x", "a source", Object.assign(() => {}, { get() {} }), "x(rows(...))");
});

Deno.test("requirePart refuses anything else, and says what was given and how it is written", () => {
  const given = [[undefined, "undefined"], [null, "null"], [3, "3"], [{ update: 1 }, "an object"], [
    () => {},
    "a function",
  ]];
  for (const [value, got] of given) {
    const text = `Cannot make ema as it is made around an optimizer: got ${got}. Write ema(sgd(...)).`;
    assertThrows(() => requirePart("ema", "an optimizer", value, "ema(sgd(...))"), TypeError, text);
  }
});
