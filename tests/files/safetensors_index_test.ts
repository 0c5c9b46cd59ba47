import { assertEquals, assertRejects } from "@std/assert";
import { readSafetensorsIndex } from "../../src/files/safetensors_index.ts";

const GOLDEN = new URL("golden/", import.meta.url).pathname;

Deno.test("readSafetensorsIndex() reads the tensors of all files that the index names", async () => {
  const { tensors } = await readSafetensorsIndex(`${GOLDEN}sharded.safetensors.index.json`);
  assertEquals(Object.keys(tensors), ["a", "b", "c"]);
  assertEquals([tensors.a!.shape, tensors.b!.data], [[2, 2], new Float32Array(3)]);
});

Deno.test("readSafetensorsIndex() refuses what is no index, files elsewhere, missing files and missing tensors", async () => {
  const dir = await Deno.makeTempDir(), path = `${dir}/x.safetensors.index.json`;
  await Deno.copyFile(`${GOLDEN}sharded-1-of-2.safetensors`, `${dir}/a.safetensors`);
  const given = async (text: string, kind: typeof SyntaxError | typeof Deno.errors.NotFound, message: string) => {
    await Deno.writeTextFile(path, text);
    await assertRejects(() => readSafetensorsIndex(path), kind, message);
  };
  await given("{", SyntaxError, `Cannot read ${path} as it must be JSON: got `);
  await given(
    '{"weight_map":{"a":"a.safetensors","a":"b.safetensors"}}',
    SyntaxError,
    'each name must come once: got "a"',
  );
  await given("null", SyntaxError, "an index must have a weight_map");
  await given('{"weight_map":[]}', SyntaxError, "an index must have a weight_map");
  for (const file of ["/etc/a.safetensors", "../a.safetensors", "..\\\\a.safetensors", "a.bin"]) {
    await given(`{"weight_map":{"a":"${file}"}}`, SyntaxError, "the files of an index lie beside it");
  }
  await given('{"weight_map":{"a":7}}', SyntaxError, "got 7 for a");
  await given(
    '{"weight_map":{"a":"b.safetensors"}}',
    Deno.errors.NotFound,
    "b.safetensors must lie beside it: got none",
  );
  await given('{"weight_map":{"z":"a.safetensors"}}', SyntaxError, "a.safetensors must hold z: got 1 others");
  await Deno.remove(dir, { recursive: true });
});
