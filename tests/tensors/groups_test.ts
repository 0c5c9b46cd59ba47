import { assertEquals } from "@std/assert";
import { convolved } from "../../src/tensors/convolved.ts";
import { declareGroups, takesGroups } from "../../src/tensors/groups.ts";
import { recordGraph } from "../../src/graph/record.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("declareGroups() is believed, and a graph is recorded without groups nonetheless", async () => {
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
