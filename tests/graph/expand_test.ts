import { assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { expand } from "../../src/graph/expand.ts";
import { RULES } from "../../src/graph/expand/rules.ts";
import { recordGraph } from "../../src/graph/record.ts";

await cpu().open();

const record = (forward: (x: tf.Tensor4D) => tf.Tensor) => recordGraph({ name: "own", params: {}, forward }, [4, 4, 2]);

Deno.test("expand() takes apart what tfjs fuses, activation and all", async () => {
  const [filter, bias] = [tf.ones([1, 1, 2, 3]) as tf.Tensor4D, tf.ones([3])];
  const fused = await record((x) =>
    tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias, activation: "leakyrelu", leakyreluAlpha: 0.1 })
  );
  const { operations } = expand(fused, RULES);
  assertEquals(operations.map(({ kernel }) => kernel), ["Conv2D", "Add", "LeakyRelu"]);
  assertEquals(operations[2]!.settings.alpha, 0.1);
  tf.dispose([filter, bias]);
});
