import { assertEquals } from "@std/assert";
import { cpu, native, wasm } from "../../mod.ts";
import { indicator, judgedLabels, withinClasses } from "../../src/tensors/labels.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();

for (const engine of [cpu(), wasm(), native()]) {
  Deno.test({
    name: `withinClasses() gives NaN for labels that are none, a number or a row each, on ${engine.name}`,
    ...engine.name === "native" ? needed : {},
    async fn() {
      await engine.open();
      tf.tidy(() => {
        const labels = tf.tensor1d([0, 2, 3, -1], "int32");
        let seen: readonly number[] = [];
        const judged = withinClasses(labels, 3, (safe) => {
          seen = Array.from(safe.dataSync());
          return tf.cast(safe, "float32");
        });
        assertEquals(Array.from(judged.dataSync()), [0, 2, NaN, NaN]);
        assertEquals(seen, [0, 2, 2, 0]);
        const rows = withinClasses(labels, 3, (safe) => tf.cast(tf.oneHot(safe, 3), "float32"));
        assertEquals(Array.from(rows.dataSync()), [1, 0, 0, 0, 0, 1, NaN, NaN, NaN, NaN, NaN, NaN]);
      });
    },
  });
}

Deno.test("judgedLabels() leaves labels as they are where none is ignored", () => {
  const { known, kept } = judgedLabels(tf.tensor2d([[3, -1]], [1, 2], "int32"), undefined);
  assertEquals([[...known.dataSync()], kept], [[3, -1], undefined]);
});

Deno.test("judgedLabels() keeps labels that are no classes, so that they are found, and leaves out what is ignored", () => {
  const { known, kept } = judgedLabels(tf.tensor1d([3, 255, 0, -7], "int32"), 255);
  assertEquals([[...known.dataSync()], [...kept!.dataSync()], known.dtype], [[3, 0, 0, -7], [1, 0, 1, 1], "int32"]);
});

await tf.setBackend("cpu");

Deno.test("indicator() has one axis more than its numbers", () => {
  const rows = indicator(tf.tensor2d([[2, 0]], [1, 2], "int32"), 3);
  assertEquals([rows.dtype, rows.arraySync()], ["float32", [[[0, 0, 1], [1, 0, 0]]]]);
});
