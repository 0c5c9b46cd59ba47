import { assert, assertEquals } from "@std/assert";
import { share } from "../../src/tensors/share.ts";

Deno.test("share() is a float32 number below 1, and so is what is left of 1", () => {
  for (const number of [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 1 - 1e-9]) {
    const near = share(number);
    assert(near < 1);
    assertEquals([near, 1 - near], [Math.fround(near), Math.fround(1 - near)]);
    assert(Math.abs(near - number) <= 2 ** -24);
  }
});
