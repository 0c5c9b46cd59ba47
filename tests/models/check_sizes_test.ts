import { assertThrows } from "@std/assert";
import { checkSizes } from "../../src/models/check_sizes.ts";

Deno.test("checkSizes() names the first size that is no whole number", () => {
  checkSizes("conv2d", { filters: 1 });
  for (const got of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(
      () => checkSizes("conv2d", { filters: 1, stride: got }),
      RangeError,
      `Cannot make conv2d as stride must be a whole number of at least 1: got ${got}.`,
    );
  }
});
