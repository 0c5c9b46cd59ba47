import { assert, assertEquals } from "@std/assert";
import { one } from "../../mod.ts";

Deno.test("one leaves sums and broadcasts as they are, and gathers a copy", async () => {
  const { rank, size, local, ...alone } = one(), numbers = Int32Array.of(3, 4);
  await alone.sum(numbers);
  await alone.broadcast(numbers);
  await alone.barrier();
  alone.now.sum(numbers);
  const [own] = await alone.gather(numbers);
  assertEquals([rank, size, local, [...numbers], [...own!]], [0, 1, 1, [3, 4], [3, 4]]);
  assert(own !== numbers);
  assertEquals(alone.now.gather(numbers), [numbers]);
});
