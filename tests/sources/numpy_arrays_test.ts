import { assertEquals, assertRejects } from "@std/assert";
import { dataset, numpyArrays, tf } from "../../mod.ts";
import { FILES, HELD } from "./files.ts";
import { samplesOf } from "./annotated.ts";

await tf.setBackend("cpu");
const file = `${FILES}/arrays.npz`;

Deno.test("numpyArrays() has the rows that numpy wrote, packed and not", async () => {
  const packed = numpyArrays({ file, x: "x_train", y: "y_train", classes: 3 });
  const samples = await samplesOf(packed) as { x: { data: Float32Array }; y: number }[];
  assertEquals(samples.map(({ x, y }) => [[...x.data], y]), HELD.x.map((row, i) => [row, HELD.y[i]]));
  assertEquals([...packed.labels!() as Int32Array], HELD.y);
  const apart = await samplesOf(numpyArrays({ x: `${FILES}/x.npy`, y: `${FILES}/y.npy` }));
  assertEquals(apart.map(({ x }) => x), samples.map(({ x }) => x) as unknown[]);
});

Deno.test("numpyArrays() makes several inputs and targets by name", async () => {
  const source = numpyArrays({ file, x: { num: "x_train", cat: "cat" }, y: { kind: "y_train" } });
  const data = dataset({ train: source, val: source, batchSize: 4 });
  await data.open!();
  for await (
    const { x, y } of data.val!() as AsyncIterable<{ x: Record<string, tf.Tensor>; y: Record<string, tf.Tensor> }>
  ) {
    assertEquals([x.num!.shape, x.num!.dtype, x.cat!.dtype], [[4, 3], "float32", "int32"]);
    assertEquals([[...x.cat!.dataSync()], [...y.kind!.dataSync()]], [[0, 1, 2, 3, 4, 5, 6, 7], HELD.y]);
    tf.dispose([x, y]);
  }
});

Deno.test("numpyArrays() says which array is not there, or has other rows", async () => {
  const open = (x: string, y: string) => numpyArrays({ file, x, y }).open!();
  await assertRejects(
    () => open("x_trian", "cat"),
    TypeError,
    `Cannot read ${file} as it must have the array x_trian: got x_train, y_train, cat. Did you mean x_train?`,
  );
  await assertRejects(() => numpyArrays({ x: file, y: file }).open!(), SyntaxError, "got no header of NumPy");
  await assertRejects(
    () => numpyArrays({ file, x: "cat", y: "y_train", classes: 2 }).open!(),
    RangeError,
    "Cannot learn from y_train as labels must be whole numbers from 0 to 1: got 2 at 1.",
  );
});
