import { assertEquals, assertStringIncludes } from "@std/assert";
import { arrays, cpu, crossEntropy, mlp, runner } from "../../mod.ts";
import { promised } from "../../src/runner/promised.ts";

const engine = { name: "native", backend: "tensorflow", version: "2.21.0", device: "cpu", threads: 2 };

Deno.test("promised() says on how many threads the digits are the same, where that matters", () => {
  const said = "Deterministic: native on cpu computes the same numbers from the same seed, to the last digit";
  assertEquals(promised(engine), `${said}.`);
  assertEquals(promised({ ...engine, threadsMatter: true }), `${said}, with 2 threads again.`);
});

Deno.test("promised() says why an engine cannot", () => {
  assertEquals(
    promised({ ...engine, device: "NVIDIA H200", varies: "CUDA adds up gradients in no fixed order" }),
    "Not deterministic: native on NVIDIA H200 cannot promise the same last digits again, as CUDA adds up gradients in no " +
      "fixed order.",
  );
});

Deno.test("Runner.train() says it where it is asked to be deterministic, and else nothing", async () => {
  for (const deterministic of [true, false]) {
    const lines: string[] = [], log = { write: (line: string) => void lines.push(line), progress: false };
    await runner({ deterministic, log }).model(() => mlp({ sizes: [1, 2] }))
      .data(arrays({ x: [[0], [1]], y: [0, 1], classes: 2 })).loss(crossEntropy()).engine(cpu()).train({ epochs: 1 });
    const said = lines.filter((line) => line.includes("Deterministic: "));
    assertEquals(said.length, deterministic ? 1 : 0);
    if (deterministic) assertStringIncludes(said[0]!, "Deterministic: cpu on ");
  }
});
