import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parseNpy, readNpz } from "../../src/files/npz.ts";

const GOLDEN = new URL("golden/", import.meta.url).pathname;
const { numpy } = JSON.parse(await Deno.readTextFile(`${GOLDEN}torch.json`));

Deno.test("readNpz() reads what NumPy wrote, packed or not, in rows or in columns", async () => {
  for (const file of ["numpy.npz", "numpy_packed.npz"]) {
    const arrays = Object.entries(await readNpz(GOLDEN + file));
    assertEquals(
      Object.fromEntries(arrays.map(([name, { shape, data }]) => [name, { shape, values: Array.from(data) }])),
      numpy,
    );
    assertEquals(Object.fromEntries(arrays.map(([name, { dtype }]) => [name, dtype])), {
      ...{
        "a/kernel": "float32",
        turned: "float32",
        whole: "int32",
        half: "float32",
        truth: "bool",
        scalar: "float32",
      },
    });
  }
});

Deno.test("readNpz() reads numbers that begin with their greatest byte, of every type, in rows or in columns", async () => {
  const truth = JSON.parse(await Deno.readTextFile(`${GOLDEN}numpy_big.json`));
  const arrays = Object.entries(await readNpz(`${GOLDEN}numpy_big.npz`));
  assertEquals(arrays.length, 18);
  const told = arrays.map(([name, { shape, data }]) => [name, { shape, values: Array.from(data) }]);
  assertEquals(Object.fromEntries(told), truth);
});

Deno.test("readNpz() refuses objects, which only a pickle could make, and what is no zip", async () => {
  await assertRejects(
    () => readNpz(`${GOLDEN}numpy_objects.npz`),
    SyntaxError,
    "a must be an array: got |O where numbers of",
  );
  await assertRejects(() => readNpz(`${GOLDEN}torch_types.pt`), SyntaxError, "it must hold arrays: got");
  await assertRejects(() => readNpz(`${GOLDEN}torch.json`), SyntaxError, "it must be a zip, as numpy.savez writes");
});

Deno.test("parseNpy() refuses a header that is none, and more or fewer numbers than it tells", () => {
  const file = (header: string, body: number) =>
    Uint8Array.from([
      0x93,
      ...new TextEncoder().encode(`NUMPY\x01\x00`),
      header.length,
      0,
      ...new TextEncoder().encode(header),
      ...new Uint8Array(body),
    ]);
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  assertEquals(parseNpy(file(header, 8)).shape, [2]);
  for (const type of ["<M8[ns]", "|constructor"]) {
    assertThrows(() => parseNpy(file(header.replace("<f4", type), 8)), SyntaxError, `${type} where numbers of f2,`);
  }
  assertThrows(() => parseNpy(file(header, 7)), SyntaxError, "7 bytes for [2] numbers of 4");
  assertThrows(
    () => parseNpy(file(header.replace("(2,)", "(99999999999,)"), 8)),
    SyntaxError,
    "8 bytes for [99999999999]",
  );
  assertThrows(() => parseNpy(file("{'descr': '<f4'}", 8)), SyntaxError, "the header {'descr': '<f4'}");
  assertThrows(() => parseNpy(new Uint8Array(20)), SyntaxError, "no header of NumPy");
});
