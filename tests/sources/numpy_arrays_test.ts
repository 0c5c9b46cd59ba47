import { assertEquals, assertRejects } from "@std/assert";
import { dataset, type HostBytes, normalize, numpyArrays, randomFlip, tf } from "../../mod.ts";
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

Deno.test("numpyArrays() looks at the arrays that are asked for alone, whatever lies beside them", async () => {
  const beside = `${FILES}/beside.npz`, open = (x: string) => numpyArrays({ file: beside, x, y: "y", classes: 2 });
  const samples = await samplesOf(open("x")) as { x: { data: Float32Array }; y: number }[];
  assertEquals(samples.map(({ x, y }) => [[...x.data], y]), [[[0, 1], 0], [[2, 3], 1], [[4, 5], 1]]);
  await assertRejects(
    () => open("names").open!() as Promise<void>,
    SyntaxError,
    "names must be an array: got <U1 where",
  );
  await assertRejects(
    () => open("nmes").open!() as Promise<void>,
    TypeError,
    "got x, y, names, taken. Did you mean names?",
  );
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

/** As numpy.save writes bytes of one dtype. */
function npy(descr: string, shape: readonly number[], data: Uint8Array, order = "False"): Uint8Array<ArrayBuffer> {
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${tuple}, }`.padEnd(117) + "\n";
  return Uint8Array.of(
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    1,
    0,
    header.length,
    0,
    ...new TextEncoder().encode(header),
    ...data,
  );
}

Deno.test("numpyArrays() keeps images of uint8 as bytes, which are augmented and normalised, and other bytes as whole numbers", async () => {
  const folder = await Deno.makeTempDir(), pixels = Uint8Array.from({ length: 2 * 2 * 2 * 3 }, (_, i) => 10 * i);
  await Deno.writeFile(`${folder}/x.npy`, npy("|u1", [2, 2, 2, 3], pixels));
  await Deno.writeFile(`${folder}/y.npy`, npy("|u1", [2], Uint8Array.of(1, 0)));
  const train = numpyArrays({ x: `${folder}/x.npy`, y: `${folder}/y.npy`, classes: 2 });
  const [first] = await samplesOf(train);
  assertEquals(first, { x: { dtype: "uint8", shape: [2, 2, 3], data: pixels.slice(0, 12) }, y: 1 } as never);
  const half = normalize({ mean: [0, 0, 0], std: [0.5, 0.5, 0.5] });
  const data = dataset({
    train,
    val: train,
    batchSize: 2,
    normalize: half,
    valTransforms: [randomFlip({ chance: 1 })],
  });
  await data.open!();
  for await (const { x, y } of data.val!() as AsyncIterable<{ x: tf.Tensor; y: tf.Tensor }>) {
    assertEquals([x.dtype, x.shape, y.dtype, y.arraySync()], ["float32", [2, 2, 2, 3], "int32", [1, 0]]);
    const mirrored = tf.tidy(() =>
      tf.reverse(tf.tensor(Float32Array.from(pixels), [2, 2, 2, 3]), 2).mul(2 / 255).dataSync()
    );
    x.dataSync().forEach((value, i) => assertEquals(Math.abs(value - mirrored[i]!) < 1e-6, true));
    tf.dispose([x, y]);
  }
  // As MNIST's file has them: without an axis of channels.
  await Deno.writeFile(`${folder}/grey.npy`, npy("|u1", [2, 3, 4], pixels));
  const grey = numpyArrays({ x: `${folder}/grey.npy`, y: `${folder}/y.npy`, classes: 2 });
  const asImage = ({ x, y }: { x: HostBytes; y: number }) => ({ x: { ...x, shape: [3, 4, 1] }, y });
  const conversion = { transforms: [asImage], valTransforms: [asImage], normalize: normalize({ mean: [0], std: [1] }) };
  const images = dataset({ train: grey, val: grey, batchSize: 2, ...conversion } as never);
  await images.open!();
  for await (const { x, y } of images.val!() as unknown as AsyncIterable<{ x: tf.Tensor; y: tf.Tensor }>) {
    assertEquals([x.dtype, x.shape, Math.round(255 * x.dataSync().at(-1)!)], ["float32", [2, 3, 4, 1], 230]);
    tf.dispose([x, y]);
  }
  const plain = dataset({ train, val: train, batchSize: 2 });
  await plain.open!();
  for await (const { x, y } of plain.val!() as AsyncIterable<{ x: tf.Tensor; y: tf.Tensor }>) {
    assertEquals([x.dtype, [...x.dataSync()]], ["int32", [...pixels]]);
    tf.dispose([x, y]);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("numpyArrays() refuses numbers and headers that are none, by a sentence", async () => {
  const path = await Deno.makeTempFile({ suffix: ".npy" }), eight = new Uint8Array(8);
  const refused = async (bytes: Uint8Array, sentence: string, kind = SyntaxError as ErrorConstructor) => {
    await Deno.writeFile(path, bytes);
    await assertRejects(() => numpyArrays({ x: path, y: path }).open!(), kind, sentence);
  };
  await refused(npy("|O", [2], eight), "Cannot read");
  await refused(npy("<c8", [1], eight), "Cannot read");
  await refused(npy("<f4", [3], eight), "8 bytes for [3] numbers of 4");
  await refused(npy("<f4", [2 ** 40, 2 ** 40], eight), "Cannot read");
  await refused(npy("<f4", [2], eight).subarray(0, 30), "Cannot read");
  await refused(npy("<i8", [1], new Uint8Array(8).fill(127)), "numbers must be kept as int32: got 9187201950435737471");
  await refused(npy("<f4", [], eight.subarray(4)), "its first axis must be the examples", TypeError);
  await refused(npy("|u1", [0], new Uint8Array()), "there must be at least one example", RangeError);
  await Deno.remove(path);
});
