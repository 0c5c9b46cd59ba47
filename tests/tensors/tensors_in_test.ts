import { assert, assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../mod.ts";
import { mapped, namedTensors, tensorsIn } from "../../src/tensors/tensors_in.ts";

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

await tf.setBackend("cpu");

Deno.test("mapped() goes through arrays and plain objects, and leaves all else as it is", () => {
  const scale = tf.scalar(3), date = new Date(0), given = { a: [scale, { b: scale }], date, text: "t", none: null };
  const made = mapped(given, (tensor) => tf.add(tensor, 1)) as typeof given;
  assertEquals((made.a[0] as tf.Tensor).arraySync(), 4);
  assertEquals((made.a[1] as { b: tf.Tensor }).b.arraySync(), 4);
  assert(made.date === date && made.text === "t" && made.none === null);
  assertEquals(scale.arraySync(), 3);
});

Deno.test("namedTensors() names a tensor, and each of a record, and refuses all else", () => {
  const one = tf.scalar(1);
  assertEquals(namedTensors("target", one), { target: one });
  assertEquals(namedTensors("target", { a: one, b: one }), { "target.a": one, "target.b": one });
  for (const other of [undefined, 1, {}, [one], { a: 1 }]) {
    assertThrows(() => namedTensors("target", other), TypeError, "Cannot dump the target as it must be a tensor");
  }
  one.dispose();
});
