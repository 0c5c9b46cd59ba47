import { assertEquals } from "@std/assert";
import { tf } from "../../mod.ts";
import { tensorsIn } from "../../src/tensors/tensors_in.ts";

const [a, b] = [tf.scalar(1), tf.scalar(2)];

Deno.test("tensorsIn() finds the tensors of a batch and of what lies in it, in their order, each once", () => {
  assertEquals(tensorsIn(a), [a]);
  assertEquals(tensorsIn([{ x: { left: b, right: [a] }, y: b, size: 2 }, { step: 3 }, undefined, null, "text"]), [
    b,
    a,
  ]);
  assertEquals(tensorsIn(7), []);
});

Deno.test("tensorsIn() passes over typed arrays and comes out of circles", () => {
  const circle: { self?: unknown; numbers: Float32Array; x: tf.Tensor } = { numbers: new Float32Array(3), x: a };
  circle.self = circle;
  assertEquals(tensorsIn(circle), [a]);
});

Deno.test("tensorsIn() finds what tfjs finds", () => {
  const container = [{ x: a, y: { labels: b } }, [a, b], 3];
  assertEquals(tensorsIn(container), tf.tensor_util.getTensorsInContainer(container));
});
