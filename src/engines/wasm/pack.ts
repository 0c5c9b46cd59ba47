/** Tensors put beside each other and taken apart again. tfjs's own kernels make a view for each run of numbers, on one thread. */
import { tf } from "../../tf.ts";
import type { Info } from "./heap.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";
import { copyRuns } from "./permute.ts";

/** The kernels `Pack` and `Unpack`, for float32 numbers; everything else stays with the kernels that are there. */
export function packKernels(workshop: Workshop): Kernels {
  const [pack, unpack] = [shipped("Pack"), shipped("Unpack")], { heap } = workshop;
  const sizes = (shape: readonly number[], axis: number) => ({
    outer: tf.util.sizeFromShape(shape.slice(0, axis)),
    run: tf.util.sizeFromShape(shape.slice(axis + 1)),
  });
  return {
    Pack(inputs, { axis: given }: { readonly axis: number }) {
      const parts = Object.values(inputs), first = parts[0]!.shape;
      const axis = given < 0 ? given + first.length + 1 : given;
      for (const { shape } of parts) {
        if (!tf.util.arraysEqual(shape, first)) {
          throw new RangeError(
            `Cannot stack tensors as they must have one shape: got [${first}] and [${shape}]\n` +
              `tf.concat joins tensors that differ along one axis.`,
          );
        }
      }
      if (parts.some(({ dtype }) => dtype !== "float32")) return pack(inputs, { axis } as never);
      const shape = parts[0]!.shape.toSpliced(axis, 0, parts.length), { outer, run } = sizes(shape, axis);
      const to = heap.output(shape);
      parts.forEach((from, i) => {
        const rows = { size: outer, from: run, to: run * parts.length };
        copyRuns(workshop, { from, to, start: { from: 0, to: i * run }, rows }, run);
      });
      return to;
    },

    Unpack({ value }, { axis: given }: { readonly axis: number }) {
      if (value!.dtype !== "float32") return unpack({ value: value! }, { axis: given } as never);
      const from = value!, axis = given < 0 ? given + from.shape.length : given, count = from.shape[axis]!;
      const { outer, run } = sizes(from.shape, axis), shape = from.shape.toSpliced(axis, 1);
      return Array.from({ length: count }, (_, i): Info => {
        const to = heap.output(shape);
        const rows = { size: outer, from: run * count, to: run };
        copyRuns(workshop, { from, to, start: { from: i * run, to: 0 }, rows }, run);
        return to;
      });
    },
  };
}
