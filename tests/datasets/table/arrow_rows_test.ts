/** Files of Arrow that pyarrow wrote (make_tables.py). */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { arrowMessages, arrowRows } from "../../../src/datasets/table/arrow_rows.ts";

const folder = new URL("./", import.meta.url).pathname;

Deno.test("arrowRows() reads numbers, texts, answers and times of each kind, and leaves out what is none", async () => {
  const reader = await arrowRows(`${folder}kinds.arrow`),
    rows = (await Array.fromAsync(reader.blocks())).flatMap(({ rows }) => rows);
  const of = (name: string) => {
    const at = reader.columns.indexOf(name);
    return rows.map((row) => row[at]);
  };
  assertEquals(of("int64").map((value) => value === null ? null : Number(value)), [2 ** 60, -1, null]);
  assertEquals(of("uint8"), [255, null, 0]);
  assertEquals(of("half"), [1.5, null, -2]);
  assertEquals(of("decimal"), [null, 1.5, -2.25]);
  assertEquals(of("stamp").map((value) => value === null ? null : Number(value)), [0, 1_600_000_000_123, null]);
  assertEquals(of("day"), [864e5, null, 3 * 864e5]);
  assertEquals(of("large"), ["é", null, "z"]);
  assertEquals(of("view"), ["short", null, "longer than twelve"]);
  assertEquals(of("yes"), [true, null, false]);
  assertEquals(of("none"), [null, null, null]);
  assertEquals(reader.left, ["list (List)", "bytes (Binary)"]);
});

Deno.test("arrowRows() unpacks LZ4 of several blocks, and reads a batch again", async () => {
  const reader = await arrowRows(`${folder}long.feather`), blocks = await Array.fromAsync(reader.blocks());
  const texts = blocks.flatMap(({ rows }) => rows.map(([text]) => text));
  assertEquals(texts, Array.from({ length: 20_000 }, (_, i) => `${i % 1000} and so on`));
  assertEquals(await reader.block(blocks[0]!.place), blocks[0]!.rows);
});

Deno.test("arrowRows() refuses what is damaged, cut or something else, in a sentence", async () => {
  const whole = await Deno.readFile(`${folder}birds_zstd.arrow`), path = `${await Deno.makeTempDir()}/a.arrow`;
  const read = async (bytes: Uint8Array) => {
    await Deno.writeFile(path, bytes);
    for await (const _ of (await arrowRows(path)).blocks());
  };
  const rule = `Cannot read ${path} as it must be a whole file of Arrow: got `;
  await assertRejects(() => read(new Uint8Array()), RangeError, `${rule}an empty file.`);
  await assertRejects(() => read(new TextEncoder().encode("a,b\n1,2\n3,4\n5,6\n")), RangeError, rule);
  await assertRejects(
    () => read(new TextEncoder().encode("FEA1 and so on")),
    RangeError,
    `${rule}Feather of version 1.`,
  );
  for (const part of [0.1, 0.4, 0.6]) {
    await assertRejects(() => read(whole.subarray(0, part * whole.length)), RangeError, rule);
  }
});

Deno.test("arrowMessages() finds batches and their dictionaries in files and streams", () => {
  const [file, stream] = ["birds_zstd.arrow", "birds.arrows"].map((name) => arrowMessages(folder + name));
  assertEquals([file!.batches.length, stream!.batches.length], [3, 4]);
  for (const { batches, read } of [file!, stream!]) {
    assertEquals(batches.map(({ dictionaries }) => dictionaries.length), batches.map(() => 1));
    assertEquals(read(batches[0]!.place).subarray(0, 4), Uint8Array.of(255, 255, 255, 255));
  }
});

Deno.test("arrowMessages() refuses a file whose messages are not whole, at any place", async () => {
  const whole = await Deno.readFile(`${folder}birds.arrows`), path = await Deno.makeTempFile();
  for (const to of [3, 100, 400, whole.length / 2]) {
    await Deno.writeFile(path, whole.subarray(0, to));
    assertThrows(() => arrowMessages(path), RangeError, `Cannot read ${path} as it must be a whole file of Arrow`);
  }
  await Deno.remove(path);
});
