import { assertEquals, assertThrows } from "@std/assert";
import { NUMBER_TYPES } from "../../src/files/number_types.ts";
import { readSafetensors } from "../../src/files/safetensors.ts";

const GOLDEN = new URL("golden/", import.meta.url).pathname;
const truth: Record<string, (number | boolean | string)[]> = JSON.parse(
  await Deno.readTextFile(`${GOLDEN}numbers.json`),
);
const { tensors, metadata } = await readSafetensors(`${GOLDEN}numbers.safetensors`);

Deno.test("NUMBER_TYPES reads what the safetensors package wrote as PyTorch does, in every type", () => {
  assertEquals(metadata, { made: "by safetensors" });
  assertEquals(Object.keys(tensors).toSorted(), Object.keys(truth).toSorted());
  for (const [name, values] of Object.entries(truth)) {
    const wanted = values.map((value) => Math.fround(Number(typeof value === "string" ? words[value] : value)));
    const found = Array.from(tensors[name]!.data);
    assertEquals(found.length, wanted.length, name);
    found.forEach((value, i) => assertEquals(Math.fround(value), wanted[i], `${name}[${i}]`));
  }
});

Deno.test("NUMBER_TYPES keeps real numbers as float32, whole ones as int32 and truths as bool", () => {
  const dtypes = Object.entries(tensors).map(([name, { dtype }]) => [name, dtype] as const);
  assertEquals(dtypes.filter(([name]) => /^(f|bf|e)\d/.test(name)).map(([, dtype]) => dtype), Array(8).fill("float32"));
  assertEquals(dtypes.filter(([name]) => /^[iu]\d/.test(name)).map(([, dtype]) => dtype), Array(8).fill("int32"));
  assertEquals([tensors.bool!.dtype, tensors.scalar!.dtype, tensors.scalar!.shape], ["bool", "int32", []]);
});

Deno.test("NUMBER_TYPES refuses whole numbers that int32 cannot hold", () => {
  const numbers = (type: string, data: ArrayBufferView<ArrayBuffer>) => NUMBER_TYPES.get(type)!.numbers(data.buffer);
  assertThrows(() => numbers("I64", BigInt64Array.of(2n ** 31n)), RangeError, "kept as int32: got 2147483648");
  assertThrows(() => numbers("I64", BigInt64Array.of(-(2n ** 31n) - 1n)), RangeError, "got -2147483649");
  assertThrows(() => numbers("U32", Uint32Array.of(2 ** 31)), RangeError, "got 2147483648");
  assertThrows(() => numbers("U64", BigUint64Array.of(2n ** 63n)), RangeError, "got 9223372036854775808");
});

const words: Record<string, number> = { inf: Infinity, "-inf": -Infinity, nan: NaN };
