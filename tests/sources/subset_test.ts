import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { rows, type Source, subset } from "../../mod.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const squares: Source<number, number> = { name: "squares", size: 5, get: (i) => ({ x: i, y: i * i }) };
const refused = (which: unknown, Kind: typeof TypeError | typeof RangeError, text: string) =>
  assertEquals(assertThrows(() => subset(squares, which as never), Kind).message, text);

Deno.test("subset() copies the numbers that it is given", async () => {
  const indices = [4, 1], some = subset(squares, indices);
  indices[0] = 0;
  assertEquals([some.size, await some.get(0), some.title!(0)], [2, { x: 4, y: 16 }, "sample 4 of squares"]);
});

Deno.test("subset() refuses samples that are not there", () => {
  for (const index of [5, -1, 1.5, NaN, 2 ** 32]) {
    const text = `Cannot take a subset of squares as samples are numbered from 0 to 4: got ${index}.`;
    refused([0, index], RangeError, text);
  }
  refused([], RangeError, "Cannot take a subset of squares as it needs at least one sample: got none.");
  refused({ first: 6 }, RangeError, "Cannot take a subset of squares as it has 5 samples: got first 6. Take fewer.");
  refused({ last: 6 }, RangeError, "Cannot take a subset of squares as it has 5 samples: got last 6. Take fewer.");
  refused({ last: 0 }, RangeError, "Cannot make subset as last must be a whole number of at least 1: got 0.");
  refused({ first: 0.5 }, RangeError, "Cannot make subset as first must be a whole number of at least 1: got 0.5.");
});

Deno.test("subset() refuses what says no samples, or says them twice", () => {
  const text = "Cannot make subset as it takes either first or last: got";
  refused({}, TypeError, `${text} neither. For others give the numbers of the samples.`);
  refused({ first: 1, last: 1 }, TypeError, `${text} both. For others give the numbers of the samples.`);
  const named = "Cannot make subset as its options are first and last: got firsts. Did you mean first?";
  refused({ firsts: 1 }, TypeError, named);
  refused(3, TypeError, "Cannot make subset as its options come as an object of first and last: got 3.");
  refused(
    undefined,
    TypeError,
    "Cannot make subset as its options come as an object of first and last: got undefined.",
  );
});

Deno.test("subset() of a source that is not open yet looks at it when it is", async () => {
  const source = rows({ x: [1, 2, 3], y: [4, 5, 6] });
  await assertRejects(() => subset(source, [3]).open!(), RangeError, "numbered from 0 to 2: got 3.");
  const last = subset(source, { last: 1 });
  await last.open!();
  assertEquals((await last.get(0)).x, { dtype: "float32", shape: [], data: Float32Array.of(3) });
});
