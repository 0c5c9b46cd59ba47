import { assertEquals } from "@std/assert";
import { inOrder } from "../../src/orders/in_order.ts";

Deno.test("inOrder() counts the samples up, whatever the epoch", () => {
  for (const epoch of [0, 5]) assertEquals([...inOrder()({ size: 4, batchSize: 3, epoch, seed: epoch })], [0, 1, 2, 3]);
});
