import { assertEquals } from "@std/assert";
import { cpu, type Engine, native, wasm } from "../../mod.ts";
import { copiesAtOnce } from "../../src/tensors/copies.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";

/** Whether a tensor stands when the array that it was made of is written over. */
async function stands(size: number): Promise<boolean> {
  const numbers = new Float32Array(size).fill(1);
  const tensor = tf.tensor1d(numbers);
  numbers.fill(2);
  const [first] = await tensor.data();
  tensor.dispose();
  return first === 1;
}

/** How many numbers each engine copies at once, and whether it copies one less. */
const engines: readonly { engine: Engine; size: number; ignore?: boolean }[] = [
  { engine: cpu(), size: Infinity },
  { engine: wasm(), size: 0 },
  { engine: native(), size: 2 ** 14, ...await needLibrary() },
];

for (const { engine, size, ignore = false } of engines) {
  Deno.test({
    name: `copiesAtOnce() is true on ${engine.name} only where a tensor stands for itself`,
    ignore,
    async fn() {
      await engine.open();
      for (const count of [1, 2 ** 14 - 1, 2 ** 14, 2 ** 16]) {
        assertEquals(copiesAtOnce(count), count >= size);
        if (copiesAtOnce(count)) assertEquals(await stands(count), true);
      }
      await engine.close();
    },
  });
}
