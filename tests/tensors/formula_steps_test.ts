import { assertEquals } from "@std/assert";
import { formulaSteps } from "../../src/tensors/formula_steps.ts";

Deno.test("formulaSteps() writes operations down in their order, whatever shares what they make", () => {
  const written = formulaSteps(({ add, sqrt, div }, { w, m, g, b }) => {
    const sum = add(m!, g!);
    return { w: div(w!, add(sqrt(sum), b!)), m: sum };
  }, { tensors: ["w", "m", "g"], writes: ["w", "m"], numbers: ["b"] });
  assertEquals(written, {
    ...{ tensors: ["w", "m", "g"], numbers: ["b"] },
    steps: [
      { operation: "add", a: 1, b: 2 },
      { operation: "sqrt", a: 4, b: 4 },
      { operation: "add", a: 5, b: 3 },
      { operation: "div", a: 0, b: 6 },
    ],
    results: [{ tensor: 0, value: 7 }, { tensor: 1, value: 4 }],
  });
});
