import { assertEquals, assertNotEquals } from "@std/assert";
import { native, tf, weight } from "../../../../mod.ts";
import type { Place } from "../../../../src/group.ts";
import { needLibrary } from "../need_library.ts";

Deno.test({
  name: "exchanging() has memory read and filled in place, uses it again, and leaves alone what a variable took over",
  ...await needLibrary(),
  async fn() {
    const { exchanging } = await native().open(), exchange = exchanging!();
    const copies = Deno.dlopen("libc.so.6", { memcpy: { parameters: ["u64", "u64", "usize"], result: "void" } });
    const seen: bigint[] = [];
    const copy = (from: readonly Place[], into: readonly Place[]) => {
      assertEquals(from.map(({ length }) => length), [2, 6]);
      for (const [i, { address, length }] of from.entries()) {
        copies.symbols.memcpy(into[i]!.address, address, BigInt(4 * length));
      }
      seen.push(into[1]!.address);
    };
    const made = (number: number) => [tf.fill([2], number), tf.fill([2, 3], number + 1)];
    const before = tf.memory().numTensors, state = weight([2, 3], 0);
    for (const number of [1, 5, 9]) {
      const given = made(number), [small, large] = exchange(given, copy)();
      assertEquals([small!.arraySync(), large!.shape, large!.dataSync()[5]], [[number, number], [2, 3], number + 1]);
      // The second one is kept by a variable, which must not see what comes after.
      if (number === 5) state.assign(large!);
      tf.dispose([given, small!, large!]);
    }
    // Two that are under way at a time do not share what they fill, though their shapes are alike.
    const [one, two] = [made(20), made(30)], ends = [one, two].map((given) => exchange(given, copy));
    const [first, second] = ends.map((end) => end());
    assertEquals([first![0]!.arraySync(), second![0]!.arraySync()], [[20, 20], [30, 30]]);
    assertNotEquals(seen[3], seen[4]);
    tf.dispose([one, two, first!, second!]);
    assertEquals(seen[0], seen[1]);
    assertNotEquals(seen[1], seen[2]);
    assertEquals([...state.dataSync()], Array(6).fill(6));
    state.dispose();
    exchange.release?.();
    assertEquals(tf.memory().numTensors, before);
    copies.close();
  },
});
