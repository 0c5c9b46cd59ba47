import { setImmediate } from "node:timers";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { readSafetensors, writeSafetensors } from "../../src/files/safetensors.ts";
import type { HostTensor } from "../../mod.ts";

const tensors: Record<string, HostTensor> = {
  kernel: { dtype: "float32", shape: [2, 3], data: Float32Array.of(1, -2.5, 3e-8, NaN, Infinity, 0) },
  labels: { dtype: "int32", shape: [2], data: Int32Array.of(-7, 2 ** 31 - 1) },
  mask: { dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) },
  scalar: { dtype: "float32", shape: [], data: Float32Array.of(4) },
  empty: { dtype: "float32", shape: [0, 2], data: new Float32Array() },
};

async function written(): Promise<string> {
  const path = await Deno.makeTempFile();
  using file = await Deno.open(path, { write: true });
  await writeSafetensors(file, { tensors, metadata: { model: "résnet" } });
  return path;
}

Deno.test("readSafetensors() gives back every dtype, shape and text", async () => {
  const path = await written();
  assertEquals(await readSafetensors(path), { tensors, metadata: { model: "résnet" } });
  await Deno.remove(path);
});

Deno.test("writeSafetensors() writes the layout of the format: length, JSON header, numbers", async () => {
  const path = await written();
  const bytes = await Deno.readFile(path);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assertEquals(length % 8, 0);
  assertEquals(header.kernel, { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] });
  assertEquals(header.__metadata__, { model: "résnet" });
  assertEquals(new DataView(bytes.buffer).getFloat32(8 + length + 4, true), -2.5);
  await Deno.remove(path);
});

Deno.test("readSafetensors() reads one file whole where another one is put in its place", async () => {
  const folder = await Deno.makeTempDir(), [path, next] = [`${folder}/newest`, `${folder}/next`];
  const files = await Promise.all(["short", "longer ".repeat(200)].map(async (note, i) => {
    using file = await Deno.open(`${folder}/${i}`, { write: true, create: true });
    await writeSafetensors(file, { tensors, metadata: { note } });
    return `${folder}/${i}`;
  }));
  Deno.copyFileSync(files[1]!, path);
  for (let i = 0; i < 100; i++) {
    Deno.copyFileSync(files[i % 2]!, next);
    const reading = Array.from({ length: 4 }, () => readSafetensors(path));
    // At another moment each time: what is read has looked at the file, or opened it, or neither.
    for (let turn = 0; turn < i % 10; turn++) await new Promise((done) => setImmediate(done));
    Deno.renameSync(next, path);
    for (const { tensors: read } of await Promise.all(reading)) assertEquals(read, tensors);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readSafetensors() says where a file is cut short", async () => {
  const path = await written();
  const bytes = await Deno.readFile(path);
  for (const size of [0, 7, 100, bytes.length - 1]) {
    await Deno.writeFile(path, bytes.subarray(0, size));
    await assertRejects(
      () => readSafetensors(path),
      SyntaxError,
      `the file is cut short: got ${size} bytes where it needs`,
    );
  }
  await Deno.remove(path);
});

Deno.test("readSafetensors() says what a file of PyTorch is for, which is a zip", async () => {
  const path = new URL("golden/torch_types.pt", import.meta.url).pathname;
  await assertRejects(
    () => readSafetensors(path),
    SyntaxError,
    `Cannot read ${path} as it must be safetensors: got a zip, as torch.save and numpy.savez write. A network begins`,
  );
});

Deno.test("readSafetensors() refuses bytes behind the tensors, and a folder in place of the file", async () => {
  const path = await written();
  await Deno.writeFile(path, Uint8Array.of(1, 2, 3), { append: true });
  await assertRejects(
    () => readSafetensors(path),
    SyntaxError,
    `Cannot read ${path} as its tensors must reach to its end: got 3 bytes behind them`,
  );
  await Deno.remove(path);
  await Deno.mkdir(path);
  await assertRejects(() => readSafetensors(path), SyntaxError, "it must be a file: got a folder or a device");
  await Deno.remove(path);
});

Deno.test("readSafetensors() takes no memory for tensors that all name one place", async () => {
  const path = await Deno.makeTempFile();
  const body = 1 << 20, shape = [body / 4];
  const names = Array.from({ length: 1000 }, (_, i) => [`t${i}`, { dtype: "F32", shape, data_offsets: [0, body] }]);
  const head = new TextEncoder().encode(JSON.stringify(Object.fromEntries(names)));
  const bytes = new Uint8Array(8 + head.length + body);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  await Deno.writeFile(path, bytes);
  const before = Deno.memoryUsage().external;
  await assertRejects(() => readSafetensors(path), SyntaxError, "must lie one after the other: got t1 at 0");
  assert(Deno.memoryUsage().external - before < 10 * body, "1000 tensors of 1 MB each");
  await Deno.remove(path);
});

Deno.test("writeSafetensors() refuses a tensor by the name of the texts, and takes any other", async () => {
  const path = await Deno.makeTempFile();
  const one = (value: number) => ({ dtype: "float32", shape: [1], data: Float32Array.of(value) }) as const;
  const names = ["__proto__", "constructor", "toString", 'a"b\\c\n', "层/ö 🦖", ""];
  const odd = Object.fromEntries(names.map((name, i) => [name, one(i)]));
  {
    using file = await Deno.open(path, { write: true, truncate: true });
    await assertRejects(
      () => writeSafetensors(file, { tensors: { __metadata__: one(1) }, metadata: {} }),
      RangeError,
      "Cannot write tensors as __metadata__ is the name of the file's texts: got a tensor of it. Rename the tensor.",
    );
    assertEquals((await file.stat()).size, 0);
    await writeSafetensors(file, { tensors: odd, metadata: {} });
  }
  const { tensors } = await readSafetensors(path);
  assertEquals(Object.entries(tensors).map(([name, { data }]) => [name, data[0]]), names.map((name, i) => [name, i]));
  await Deno.remove(path);
});

Deno.test("readSafetensors() refuses what is no safetensors file, and wrong sizes", async () => {
  const path = await Deno.makeTempFile();
  const write = async (header: string, data: number) => {
    const head = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + head.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
    bytes.set(head, 8);
    await Deno.writeFile(path, bytes);
  };
  await write("hello", 0);
  await assertRejects(() => readSafetensors(path), SyntaxError, "its header must be JSON of names, shapes and offsets");
  await write(`{"a":{"dtype":"F32","shape":"x","data_offsets":[0,4]}}`, 4);
  await assertRejects(() => readSafetensors(path), SyntaxError, "its header must be JSON");
  await write(`{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}`, 4);
  await assertRejects(
    () => readSafetensors(path),
    SyntaxError,
    "a must hold 3 numbers of F64,F32,F16,BF16,F8_E5M2,F8_E4M3,I64,U64,I32,U32,I16,U16,I8,U8,BOOL: got 4 bytes of F32",
  );
  await write(`{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}`, 8);
  await assertRejects(() => readSafetensors(path), SyntaxError, "got 8 bytes of C64");
  await Deno.remove(path);
});
