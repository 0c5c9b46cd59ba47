import { assertEquals, assertThrows } from "@std/assert";
import type { Binding } from "../../../../src/engines/native/binding/binding.ts";
import { dtypes } from "../../../../src/engines/native/binding/dtypes.ts";
import { GELU, GELU_GRADIENT, ONE_PASS_OPERATIONS, onePass } from "../../../../src/engines/native/binding/one_pass.ts";

/** A binding that knows some names, and whose XLA is there or not. */
function bindingOf(options: { readonly xla: boolean; readonly gpu?: boolean }) {
  const asked: string[] = [], alive = new Set<number>();
  const binding = {
    executed: 0,
    functions: 0,
    isUsingGpuDevice: () => options.gpu === true,
    addFunction: (_: unknown, name: string) => void asked.push(name),
    createTensor: () => alive.add(1).size,
    deleteTensor: (id: number) => void alive.delete(id),
    execute(name: string) {
      asked.push(`run ${name}`);
      if (!options.xla) throw new Error("Cannot run the operation as it was built without XLA");
      alive.add(2);
      return [2];
    },
    infer(name: string) {
      throw new Error(`asked for ${name}`);
    },
  } as unknown as Binding;
  return { binding: onePass(binding), asked, alive };
}

Deno.test("whether there is one pass is asked once, and leaves nothing behind", () => {
  for (const xla of [true, false]) {
    const { binding, asked, alive } = bindingOf({ xla });
    assertEquals(asked, []);
    assertEquals([binding.hasOnePass(), binding.hasOnePass()], [xla, xla]);
    assertEquals(asked, [...ONE_PASS_OPERATIONS, `run ${GELU}`]);
    assertEquals(alive.size, 0);
  }
});

Deno.test("a graphics card is not asked", () => {
  const { binding, asked } = bindingOf({ xla: true, gpu: true });
  assertEquals([binding.hasOnePass(), asked], [false, []]);
});

Deno.test("results are as the first input; of other operations TensorFlow is asked", () => {
  const { binding } = bindingOf({ xla: true }), float = dtypes.TF_FLOAT;
  const x = { dtype: float, shape: [2, 3] };
  assertEquals(binding.infer(GELU_GRADIENT, [], [x, x], 1), [{ dtype: float, shape: [2, 3] }]);
  assertThrows(() => binding.infer("Mul", [], [x, x], 1), Error, "asked for Mul");
});
