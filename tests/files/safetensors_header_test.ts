import { assertEquals, assertThrows } from "@std/assert";
import { parseHeader, readTexts, sizeOf } from "../../src/files/safetensors_header.ts";
import { saveCheckpoint } from "../../src/files/checkpoint.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const F32 = (shape: string, begin: number, end: number) =>
  `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;

Deno.test("parseHeader() gives tensors in the order in which they lie, and texts", () => {
  const text = `{ "b": ${F32("[1]", 8, 12)}, "__metadata__": {"a \\"b": "x:{"}, "a": ${F32("[2, 1]", 0, 8)},
    "empty": ${F32("[0,3]", 8, 8)} }  `;
  const { entries, metadata } = parseHeader(bytes(text));
  assertEquals(entries.map(({ name, shape, begin, end }) => [name, shape, begin, end]), [
    ["a", [2, 1], 0, 8],
    ["empty", [0, 3], 8, 8],
    ["b", [1], 8, 12],
  ]);
  assertEquals(metadata, { 'a "b': "x:{" });
  assertEquals(parseHeader(bytes("{}")), { entries: [], metadata: {} });
});

// Each of these the format's own implementation refuses too.
for (
  const [what, header, message] of [
    ["an overlap", `{"a":${F32("[2]", 0, 8)},"b":${F32("[2]", 4, 12)}}`, "got b at 4 where 8 is next"],
    ["two tensors in one place", `{"a":${F32("[2]", 0, 8)},"b":${F32("[2]", 0, 8)}}`, "got b at 0 where 8 is next"],
    ["a gap", `{"a":${F32("[1]", 0, 4)},"b":${F32("[1]", 8, 12)}}`, "got b at 8 where 4 is next"],
    ["a gap at the beginning", `{"a":${F32("[1]", 4, 8)}}`, "got a at 4 where 0 is next"],
    ["an end before the beginning", `{"a":${F32("[0]", 8, 4)}}`, "a must end after it begins: got bytes 8 to 4"],
    ["a name twice", `{"a":${F32("[1]", 0, 4)},"a":${F32("[1]", 4, 8)}}`, 'each name must come once: got "a" twice'],
    ["a name twice, spelt in two ways", `{"a":${F32("[1]", 0, 4)},"\\u0061":${F32("[1]", 4, 8)}}`, 'got "a" twice'],
    ["texts twice", `{"__metadata__":{},"__metadata__":{}}`, 'got "__metadata__" twice'],
    ["a field twice", `{"a":{"dtype":"F32","dtype":"I32","shape":[],"data_offsets":[0,4]}}`, 'got "dtype" twice'],
    [
      "a field too many",
      `{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"x":1}}`,
      "its header must be JSON of names",
    ],
    ["a field too few", `{"a":{"dtype":"F32","data_offsets":[0,4]}}`, "its header must be JSON of names"],
    ["three offsets", `{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4,8]}}`, "its header must be JSON of names"],
    ["a negative number", `{"a":${F32("[1]", -4, 0)}}`, "its numbers must be whole, and be written so"],
    ["minus zero", `{"a":{"dtype":"F32","shape":[1],"data_offsets":[-0,4]}}`, "its numbers must be whole"],
    ["a fraction", `{"a":${F32("[1.5]", 0, 4)}}`, "its numbers must be whole"],
    ["a fraction that is whole", `{"a":${F32("[1.0]", 0, 4)}}`, "its numbers must be whole"],
    ["a power of ten", `{"a":${F32("[1e3]", 0, 4000)}}`, "its numbers must be whole"],
    ["a number that no float64 holds", `{"a":${F32("[9007199254740993]", 0, 4)}}`, "its header must be JSON of names"],
    ["too many numbers", `{"a":${F32("[4294967296,4294967296]", 0, 4)}}`, "a must have fewer than 2 ** 53 numbers"],
    ["too many numbers, times 0", `{"a":${F32("[4294967296,4294967296,0]", 0, 0)}}`, "fewer than 2 ** 53 numbers"],
    ["a text that is a number", `{"__metadata__":{"a":5}}`, '__metadata__ must hold texts: got {"a":5}'],
    ["texts that are a list", `{"__metadata__":[]}`, "__metadata__ must hold texts: got []"],
    ["no texts", `{"__metadata__":null}`, "its numbers must be whole"],
    ["a list", "[]", "its header must be JSON of names, shapes and offsets: got []. It is no safetensors file"],
    ["a number", "1", "its header must be JSON of names, shapes and offsets: got 1. It is no safetensors file"],
    ["nothing", "", "its header must be JSON of names, shapes and offsets: got Unexpected end of JSON input"],
    ["a mark of the byte order", "\ufeff{}", "its header must be JSON of names"],
    ["spaces before it", " {}", "its header must be JSON of names"],
    ["depth", `{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`, "got them 4 deep"],
  ] as const
) {
  Deno.test(`parseHeader() refuses ${what}`, () => {
    assertThrows(() => parseHeader(bytes(header)), SyntaxError, message);
  });
}

Deno.test("parseHeader() refuses what is not UTF-8", () => {
  assertThrows(() => parseHeader(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x7d)), SyntaxError, "must be JSON");
});

Deno.test("parseHeader() takes names that objects are born with for names", () => {
  const { entries, metadata } = parseHeader(
    bytes(`{"__metadata__":{"__proto__":"x","toString":"y"},"__proto__":${F32("[1]", 0, 4)}}`),
  );
  assertEquals(entries.map(({ name }) => name), ["__proto__"]);
  assertEquals(Object.entries(metadata), [["__proto__", "x"], ["toString", "y"]]);
  assertEquals(({} as { format?: string }).format, undefined);
});

Deno.test("sizeOf() is the product of the sides, 1 for a scalar", () => {
  assertEquals([sizeOf([]), sizeOf([2, 3]), sizeOf([2, 0])], [1, 6, 0]);
});

Deno.test("readTexts() reads the texts of a checkpoint whose numbers are cut off", async () => {
  const path = await Deno.makeTempFile();
  const progress = { step: 3, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const weights = { w: { dtype: "float32", shape: [100], data: new Float32Array(100) } } as const;
  await saveCheckpoint(path, { model: "m", optimizer: "sgd", weights, slots: {}, progress }, { run: "abc" });
  await Deno.truncate(path, (await Deno.stat(path)).size - 10);
  assertEquals([(await readTexts(path))?.run, (await readTexts(path))?.model], ["abc", "m"]);
  await Deno.remove(path);
});

Deno.test("readTexts() is undefined for what is no safetensors file", async () => {
  const path = await Deno.makeTempFile(), folder = await Deno.makeTempDir();
  for (const bytes of [[], [1, 2], [255, 255, 255, 255, 255, 255, 255, 255, 1], [2, 0, 0, 0, 0, 0, 0, 0, 65, 66]]) {
    await Deno.writeFile(path, Uint8Array.from(bytes));
    assertEquals(await readTexts(path), undefined);
  }
  assertEquals(await readTexts(folder), undefined);
  await Deno.remove(path);
  await Deno.remove(folder);
});
