import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  countOf,
  filledUp,
  isRagged,
  isSame,
  leavesOf,
  placesOf,
  type Row,
  widthOf,
} from "../../src/loading/layout.ts";
import { type BoxTarget, dataset, type RaggedField, type Sample, type Source, tf } from "../../mod.ts";
import { openCrew } from "../../src/loading/crew.ts";
import { field, shapeOf } from "./field.ts";

const row = (dtype: Row["dtype"], shape: readonly number[], ...path: string[]): Row => ({ path, dtype, shape });

Deno.test("placesOf() leaves room behind each field, and begins each where any number may", () => {
  const rows = [row("int32", [], "y"), row("uint8", [3, 3, 3], "x", "left"), row("float32", [5], "x", "num")];
  const { at, bytes } = placesOf(rows, 7);
  assertEquals(at.every((place) => place % 16 === 0), true);
  const ends = rows.map((one, i) => at[i]! + countOf(one) * widthOf(one) * 7);
  assertEquals(ends.every((end, i) => end + 15 < (at[i + 1] ?? bytes)), true);
});

Deno.test("leavesOf() says of each value where it stands; a class is a whole number, another number is not", () => {
  const { data } = { data: Int32Array.of(1, 2) };
  const leaves = leavesOf({ x: { b: { dtype: "int32", shape: [2], data }, a: 1 }, y: 3 }, true);
  assertEquals(leaves.map(({ path, dtype, shape }) => [path.join("."), dtype, shape]), [
    ["x.b", "int32", [2]],
    ["x.a", "float32", []],
    ["y", "int32", []],
  ]);
  assertEquals(leavesOf({ x: 1, y: 3 }, false)[1]!.dtype, "float32");
});

Deno.test("isSame() compares names, kinds and shapes", () => {
  const one = row("float32", [2, 3], "x", "a");
  assertEquals(isSame(one, row("float32", [2, 3], "x", "a")), true);
  for (
    const other of [
      row("int32", [2, 3], "x", "a"),
      row("float32", [3, 2], "x", "a"),
      row("float32", [2], "x", "a"),
      row("float32", [2, 3], "x", "b"),
      row("float32", [2, 3], "x"),
    ]
  ) assertEquals(isSame(one, other), false);
});

await tf.setBackend("cpu");

const boxes = (...sides: readonly number[][]): BoxTarget => ({
  boxes: { dtype: "float32", shape: [sides.length, 4], data: Float32Array.from(sides.flat()), fill: 0 },
  labels: { dtype: "int32", shape: [sides.length], data: Int32Array.from(sides, (_, i) => i), fill: -1 },
});
/** One, two and no boxes. */
const targets = [boxes([1, 2, 3, 4]), boxes([5, 6, 7, 8], [9, 9, 9, 9]), boxes()];
const source: Source<number, BoxTarget> = { name: "boxed", size: 3, get: (i) => ({ x: i, y: targets[i]! }) };
/** For a thread. */
export const boxed = (): Source<number, BoxTarget> => source;

Deno.test("filledUp() makes boxes of samples as many as those of the one with most, by their fill", () => {
  const filled = filledUp(targets.map((y) => ({ x: 0, y }))) as Sample<number, BoxTarget>[];
  assertEquals(filled.map(({ y }) => [y.boxes.shape, y.labels.shape]), Array(3).fill([[2, 4], [2]]));
  assertEquals([...filled[0]!.y.boxes.data], [1, 2, 3, 4, 0, 0, 0, 0]);
  assertEquals(filled.map(({ y }) => [...y.labels.data]), [[0, -1], [0, 1], [-1, -1]]);
});

Deno.test("filledUp() makes lengths a multiple, and none of no length", () => {
  const x: RaggedField = { dtype: "bool", shape: [0], data: new Uint8Array(0), fill: 1, multiple: 4 };
  assertEquals(filledUp([{ x, y: 0 }])[0]!.x, { dtype: "bool", shape: [4], data: Uint8Array.of(1, 1, 1, 1) });
});

Deno.test("filledUp() takes the least of the lengths that holds the longest, and beyond them a multiple", () => {
  const of = (count: number): RaggedField => ({
    ...{ dtype: "int32", shape: [count], data: new Int32Array(count), fill: 0, lengths: [2, 5], multiple: 4 },
  });
  const lengths = [[1], [2, 0], [3, 1], [5], [6], [9, 2]].map((counts) =>
    filledUp(counts.map((count) => ({ x: of(count), y: 0 }))).map(({ x }) => (x as RaggedField).shape[0])
  );
  assertEquals(lengths, [[2], [2, 2], [5, 5], [5], [8], [12, 12]]);
});

Deno.test("filledUp() leaves to others what is not the same in all samples", async () => {
  const samples: Sample[] = [{ x: targets[0]!, y: 0 }, { x: { boxes: targets[0]!.boxes }, y: 0 }];
  assertStrictEquals(filledUp(samples)[1]!.x, samples[1]!.x);
  assertEquals([isRagged(samples[0]!), isRagged({ x: 1, y: { a: "b" } })], [true, false]);
  const odd: Source = { name: "odd", size: 2, get: (i) => samples[i]! };
  const data = dataset({ train: odd, batchSize: 2 });
  await data.open!();
  const first = () => [...data.train({ epoch: 0, seed: 0 }) as Iterable<unknown>];
  assertThrows(first, RangeError, "must be of one kind and shape");
});

Deno.test("dataset() fills boxes up within each batch, in the order of its samples", async () => {
  const data = dataset({ train: source, val: source, batchSize: 2 }), shapes: number[][] = [], labels: number[][] = [];
  await data.open!();
  for await (const { x, y, size } of data.val!()) {
    shapes.push(y.boxes.shape, y.labels.shape);
    labels.push([size, ...x.dataSync()], [...y.labels.dataSync()]);
    assertEquals([y.boxes.dtype, y.labels.dtype], ["float32", "int32"]);
    tf.dispose([x, y.boxes, y.labels]);
  }
  assertEquals(shapes, [[2, 2, 4], [2, 2], [1, 1, 4], [1, 1]]);
  assertEquals(labels, [[2, 0, 1], [0, -1, 0, 1], [1, 2], [-1]]);
});

Deno.test("dataset() fills up around samples that are left out", async () => {
  const broken: Source<number, BoxTarget> = {
    ...source,
    get(i) {
      if (i === 0) throw new Error("gone");
      return source.get(i);
    },
  };
  const data = dataset({ train: source, val: broken, batchSize: 3, onBroken: "skip" }), seen: number[] = [];
  await data.open!();
  for await (const { x, y } of data.val!()) {
    seen.push(...x.dataSync(), ...y.labels.dataSync());
    tf.dispose([x, y.boxes, y.labels]);
  }
  assertEquals(seen, [1, 2, 0, 1, -1, -1]);
});

Deno.test("another thread fills up as this one does, whatever the lengths of its batches", async () => {
  const recipe = { module: import.meta.url, name: "boxed", options: undefined };
  const crew = openCrew();
  const ahead = await crew.join({ source: { ...source, recipe }, transforms: [], labels: false }, 1);
  const picks = [[0], [1], [2, 1], [0, 2], [1, 0]].map((picked) => Uint32Array.from(picked));
  const made = await Array.fromAsync(
    ahead!.collate(picks, 0),
    (collated) => [shapeOf(collated, "y.labels"), field(collated, "y.labels")],
  );
  assertEquals(made, [
    [[1], [0]],
    [[2], [0, 1]],
    [[2], [-1, -1, 0, 1]],
    [[1], [0, -1]],
    [[2], [0, 1, 0, -1]],
  ]);
  ahead!.leave();
  crew.close();
});
