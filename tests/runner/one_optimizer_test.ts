import { assertEquals } from "@std/assert";
import { adam, sgd } from "../../mod.ts";
import { oneOptimizer } from "../../src/runner/one_optimizer.ts";

Deno.test("oneOptimizer() takes one as it is, and joins those of parts", () => {
  const one = sgd({ lr: 0.1 });
  assertEquals(oneOptimizer(one) === one, true);
  assertEquals(oneOptimizer({ head: one, body: adam({ lr: 0.1 }) }).name.includes("sgd"), true);
});
