import { assertEquals, assertThrows } from "@std/assert";
import { cpu, type Engine, native, wasm } from "../../mod.ts";
import { declareGroups, filled, takesGroups } from "../../src/tensors/declared.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { convolved } from "../../src/tensors/convolved.ts";
import { recordGraph } from "../../src/graph/record.ts";

const engines: readonly { engine: Engine; ignore?: boolean }[] = [
  { engine: cpu() },
  { engine: wasm() },
  { engine: native(), ...await needLibrary() },
];

for (const { engine, ignore = false } of engines) {
  Deno.test({
    name: `filled() makes tensors on ${engine.name} that keep what was put, and is over when tfjs says so`,
    ignore,
    async fn() {
      await engine.open();
      const before = { ...tf.memory() }, size = 70_000, piece = new Float32Array(1000);
      const tensor = tf.tidy(() =>
        filled([7, size / 7], (put) => {
          for (let at = 0; at < size; at += 1000) put(piece.map((_, i) => at + i), at);
          put(piece.fill(-1).subarray(0, 3), 5);
          piece.fill(9);
        })
      );
      const truth = Float32Array.from({ length: size }, (_, i) => i >= 5 && i < 8 ? -1 : i);
      assertEquals([tensor.shape, tensor.dtype], [[7, size / 7], "float32"]);
      assertEquals(await tensor.data(), truth);
      const { numTensors, numBytes } = tf.memory();
      assertEquals([numTensors - before.numTensors, numBytes - before.numBytes], [1, 4 * size]);
      tensor.dispose();
      assertThrows(
        () =>
          filled([2], () => {
            throw new RangeError("no numbers");
          }),
        RangeError,
        "no numbers",
      );
      assertEquals([tf.memory().numTensors, tf.memory().numBytes], [before.numTensors, before.numBytes]);
      await engine.close();
    },
  });
}

Deno.test("declareGroups() is believed, and a graph is recorded without groups nonetheless", async () => {
  await tf.setBackend("cpu");
  const kernel = tf.ones([1, 1, 2, 4]),
    how = { strides: [1, 1], dilations: [1, 1], around: "valid", groups: 2 } as const;
  const model = { name: "grouped", params: {}, forward: (x: tf.Tensor) => convolved(x, kernel, how) };
  assertEquals(takesGroups(), false);
  declareGroups(tf.backend(), true);
  try {
    const { operations } = await recordGraph(model, [3, 3, 4]);
    assertEquals(operations.filter(({ kernel }) => kernel === "Conv2D").length, 2);
    assertEquals(takesGroups(), true);
  } finally {
    declareGroups(tf.backend(), false);
  }
});
