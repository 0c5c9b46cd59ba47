/** Rows by their numbers. The kernel of tfjs-node reads the numbers back to check them, which TensorFlow does itself. */
import { tf } from "../../../tf.ts";
import { attributes, int, type } from "../binding/attributes.ts";
import { INT } from "../binding/dtypes.ts";
import { idOf, output } from "../binding/tensors.ts";
import { constant } from "./constants.ts";
import { register, run } from "./kernel.ts";

register<"x" | "indices">("GatherV2", ({ x, indices }, attrs, backend) => {
  const [axis] = tf.util.parseAxisParam(attrs.axis as number, x.shape) as [number],
    batchDims = attrs.batchDims as number;
  const { outputShape } = tf.backend_util.segment_util.collectGatherOpShapeInfo(
    x as tf.Tensor,
    indices as tf.Tensor,
    axis,
    batchDims,
  );
  const element = backend.tensorMap.get(x.dataId).dtype;
  const list = attributes(`gather ${element} ${batchDims}`, () => [
    int("batch_dims", batchDims),
    type("Tparams", element),
    type("Tindices", INT),
    type("Taxis", INT),
  ]);
  const along = constant(backend, `a${axis}`, INT, [], [axis]);
  const id = run(backend, "GatherV2", list, idOf(backend, x), idOf(backend, indices), along);
  return output(backend, id, outputShape, x.dtype as "float32");
});
