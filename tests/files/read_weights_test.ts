import { assertEquals, assertRejects } from "@std/assert";
import { readWeights } from "../../src/files/read_weights.ts";

const HERE = new URL(".", import.meta.url).pathname;

Deno.test("readWeights() reads what each tool wrote, by the end of its name", async () => {
  const names = async (path: string) => Object.keys(await readWeights(HERE + path));
  assertEquals(await names("golden/sharded-2-of-2.safetensors"), ["b", "c"]);
  assertEquals(await names("golden/sharded.safetensors.index.json"), ["a", "b", "c"]);
  assertEquals(await names("raptor_1.safetensors"), ["dense1/kernel", "dense1/bias", "dense2/kernel", "dense2/bias"]);
});

Deno.test("readWeights() refuses other ends, and says where there is no file", async () => {
  await assertRejects(
    () => readWeights("a.onnx"),
    SyntaxError,
    "Cannot read a.onnx as weights are read from .safetensors",
  );
  const none = "Cannot read the weights no.safetensors as they must be a file: got none.";
  await assertRejects(() => readWeights("no.safetensors"), Deno.errors.NotFound, none);
});
