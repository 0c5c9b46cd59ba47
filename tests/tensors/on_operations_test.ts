import { assertEquals } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { onOperations } from "../../src/tensors/on_operations.ts";

await cpu().open();

Deno.test("onOperations() lets several listen, who stop in any order, and tells of an operation that fails", () => {
  const [one, two]: [string[], string[]] = [[], []];
  const first = onOperations((name, from, to, shapes) => to >= from && one.push(`${name} ${JSON.stringify(shapes)}`));
  const second = onOperations((name) => two.push(name));
  tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 1])));
  first();
  tf.tidy(() => tf.neg(tf.scalar(1)));
  second();
  tf.tidy(() => tf.abs(tf.scalar(1)));
  assertEquals(one.filter((line) => line.startsWith("BatchMatMul")), ["BatchMatMul [[2,3],[3,1]]"]);
  assertEquals(two.filter((name) => name !== "Fill"), ["BatchMatMul", "Neg"]);
});
