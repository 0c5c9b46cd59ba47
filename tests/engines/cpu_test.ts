import { assert, assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { generator, mixSeed, normals } from "../../src/tensors/random.ts";
import { tf } from "../../src/tf.ts";
import { answer, incoming, inputsOf, type Operation } from "./operation.ts";
import { operations } from "./operations.ts";

Deno.test("cpu() opens, tells what it is, and opens again", async () => {
  const engine = cpu();
  const info = await engine.open();
  assertEquals([info.backend, info.device, tf.getBackend()], ["cpu", "cpu", "cpu"]);
  assertEquals(await engine.open(), info);
  await engine.close();
});

// The reference is not believed blindly: its gradients are held against differences of its outputs.
Deno.test("cpu() has gradients that finite differences confirm", async (t) => {
  await cpu().open();
  for (const operation of operations.filter(({ gradient }) => gradient === "smooth")) {
    await t.step(operation.name, () => confirm(operation));
  }
});

Deno.test("cpu() computes every other row of the table", async (t) => {
  await cpu().open();
  for (const operation of operations.filter(({ gradient }) => gradient !== "smooth")) {
    await t.step(operation.name, async () => {
      const { output, gradients } = await answer(operation);
      for (const { data } of [output, ...gradients]) assert(Array.from(data).every(Number.isFinite));
    });
  }
});

/** Compares the slope along a random direction with the one that the gradients tell. */
async function confirm(operation: Operation): Promise<void> {
  const inputs = inputsOf(operation);
  const directions = inputs.map(({ length }, i) => normals(length, generator(mixSeed(operation.name, "direction", i))));
  const { gradients } = await answer(operation);
  let told = 0, scale = 1e-3;
  gradients.forEach(({ data }, i) => {
    for (let j = 0; j < data.length; j++) {
      told += data[j]! * directions[i]![j]!;
      scale += (data[j]! * directions[i]![j]!) ** 2;
    }
  });
  const step = 5e-3;
  const judged = async (sign: number) => {
    const moved = inputs.map((values, i) => values.map((value, j) => value + sign * step * directions[i]![j]!));
    const { output } = await answer({ ...operation, gradient: "none" }, moved);
    const dy = incoming(operation.name, output.data.length);
    return dy.reduce((sum, weight, i) => sum + weight * output.data[i]!, 0);
  };
  const seen = (await judged(1) - await judged(-1)) / (2 * step);
  // float32 tells some 6 digits of the outputs, a few less of their difference.
  assert(Math.abs(seen - told) < 3e-3 * Math.sqrt(scale) + 3e-4, `differences tell ${seen}, the gradients ${told}`);
}
