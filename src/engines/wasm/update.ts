/** The updates of weights, in place. */
import { bits, kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import type { AdamUpdate, MomentumUpdate } from "../../tensors/update.ts";

/** The kernels `DescentUpdate`, `MomentumUpdate`, `AdamUpdate` and `AdamUpdateByScalars`, as src/tensors/update.ts describes them. */
export function updateKernels({ heap, crew }: Workshop): Kernels {
  const update = (number: number, tensors: readonly Info[], settings: readonly number[]): Info[] => {
    const [weight] = tensors, size = weight!.shape.reduce((a, b) => a * b, 1);
    crew.run(number, Math.ceil(size / taskSize), [...tensors.map(heap.address), size, taskSize, ...settings]);
    heap.changed(weight!);
    return [];
  };
  const adam = (
    { weight, first, second, gradient }: Readonly<Record<string, Info>>,
    { lr, beta1, beta2, epsilon, keep = 1 }: AdamUpdate,
  ) => {
    const numbers = [lr, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep].map(bits);
    return update(kernel.adam, [weight!, first!, second!, gradient!], numbers);
  };
  return {
    DescentUpdate: ({ weight, gradient }, { lr }: { readonly lr: number }) =>
      update(kernel.descent, [weight!, gradient!], [bits(lr)]),
    MomentumUpdate: ({ weight, velocity, gradient }, { lr, momentum, nesterov }: MomentumUpdate) =>
      update(kernel.momentum, [weight!, velocity!, gradient!], [bits(lr), bits(momentum), Number(nesterov)]),
    AdamUpdate: adam,
    // This engine's device is the processor: what it knows lies at hand.
    AdamUpdateByScalars: ({ lr, epsilon, ...tensors }, known: Partial<AdamUpdate>) =>
      adam(tensors, {
        ...known as AdamUpdate,
        ...lr && { lr: heap.floats(lr)[0]! },
        ...epsilon && { epsilon: heap.floats(epsilon)[0]! },
      }),
  };
}
