import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { concat, type Source, subset } from "../../mod.ts";
import { ten } from "./ten.ts";

const count = (name: string, size: number): Source<number, string> => ({
  name,
  size,
  get: (i) => ({ x: i, y: name }),
});

Deno.test("concat() counts its samples through one source after the other", async () => {
  const joined = concat(count("a", 1), count("b", 0), count("c", 2));
  const samples = await Promise.all([0, 1, 2].map(async (i) => await joined.get(i)));
  assertEquals([joined.size, samples.map(({ x, y }) => `${y}${x}`)], [3, ["a0", "c0", "c1"]]);
  assertEquals(joined.title!(2), "sample 1 of c");
});

Deno.test("concat() tells each source which of its samples are expected", async () => {
  const [one, other] = [ten("one"), ten("other")];
  const joined = concat(one, subset(other, { last: 2 }));
  await joined.open!();
  joined.expect!(Uint32Array.of(11, 3, 10));
  assertEquals([one.expected, other.expected], [[3], [9, 8]]);
  assertEquals(joined.permissions, [{ name: "read", path: "one" }, { name: "read", path: "other" }]);
});

Deno.test("concat() has a shape, labels and a recipe where all its sources have them", async () => {
  const wide: Source = { ...ten(), size: 10, shape: [1, 2, 1] };
  assertEquals(concat<unknown, unknown>(ten(), wide).shape, undefined);
  const { labels: _, recipe: __, ...silent } = ten();
  const { labels, recipe } = concat<unknown, unknown>(ten(), silent as Source);
  assertEquals([labels, recipe], [undefined, undefined]);
  const both = concat(ten(), ten());
  await both.open!();
  assertEquals(both.labels!().length, 20);
});

Deno.test("concat() refuses sources whose labels mean different things, and none at all", async () => {
  const named = (name: string, classes?: readonly string[]) => ({ ...count(name, 1), ...classes && { classes } });
  assertEquals(
    assertThrows(() => concat(named("a", ["cat", "dog"]), named("b", ["dog", "cat"])), RangeError).message,
    "Cannot join a and b as a label must mean the same class in both: got the classes cat, dog and the classes dog, cat. " +
      "Give both the same classes, in one order.",
  );
  assertThrows(() => concat(named("a", ["cat"]), named("b")), RangeError, "the classes cat and no names of classes.");
  const late = { ...named("b", ["dog"]), open: () => Promise.resolve() };
  await assertRejects(() => concat(named("a", ["cat"]), late).open!(), RangeError, "Cannot join a and b");
  assertThrows(() => concat(), TypeError, "Cannot make concat as it is made of sources: got none.");
});
