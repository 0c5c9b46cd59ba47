import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { cached, type Source } from "../../mod.ts";
import { ten } from "./ten.ts";

Deno.test("cached() reads each sample once, and keeps its bytes though the source uses its memory again", async () => {
  const inner = ten(), read: number[] = [];
  const source = cached({ ...inner, size: 10, get: (i: number) => (read.push(i), inner.get(i)) });
  await source.open!();
  for (const i of [3, 5, 3, 5, 5]) assertEquals((await source.get(i)).x.data, Uint8Array.of(10 * i));
  assertEquals(read, [3, 5]);
});

Deno.test("cached() expects of its source only what it has to read", async () => {
  const inner = ten(), source = cached(inner);
  await source.open!();
  source.get(2);
  source.expect!(Uint32Array.of(1, 2, 3));
  source.expect!(Uint32Array.of(2));
  assertEquals(inner.expected, [1, 3]);
});

Deno.test("cached() shares a sample that is on its way, and hands it out at once from then on", async () => {
  let reads = 0;
  const data = Float32Array.of(1, 2), { promise, resolve } = Promise.withResolvers<void>();
  const source = cached({
    name: "slow",
    size: 1,
    get: async () => (reads++, await promise, { x: { dtype: "float32" as const, shape: [2], data }, y: 0 }),
  });
  const waiting = [source.get(0), source.get(0)];
  resolve();
  const [one, other] = await Promise.all(waiting);
  data.fill(0);
  assertEquals([one!.x.data, one === other, source.get(0) === one, reads], [Float32Array.of(1, 2), true, true, 1]);
});

Deno.test("cached() tries again what could not be read", async () => {
  let fails = true;
  const value = (i: number) => {
    if (fails) throw new Error("gone");
    return { x: i, y: i };
  };
  const now: Source<number, number> = cached({ name: "now", size: 1, get: value });
  const later: Source<number, number> = cached({
    name: "later",
    size: 1,
    get: async (i) => (await Promise.resolve(), value(i)),
  });
  assertThrows(() => now.get(0), Error, "gone");
  await assertRejects(async () => await later.get(0), Error, "gone");
  fails = false;
  assertEquals([await now.get(0), await later.get(0)], [{ x: 0, y: 0 }, { x: 0, y: 0 }]);
  assert(!(now.get(0) instanceof Promise));
});
