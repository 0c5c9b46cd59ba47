/**
 * Operations that neither TensorFlow's C interface nor tfjs-node has a kernel for. They are rare and computed in plain JavaScript; a
 * step with one of them is not compiled, as its values are read.
 */
import { byReference, referenceKernels } from "../../../tensors/by_reference.ts";
import { tf } from "../../../tf.ts";
import { BACKEND } from "../binding/native_backend.ts";

for (const kernelName of referenceKernels()) {
  if (tf.getKernel(kernelName, BACKEND) !== undefined) continue;
  tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc: byReference(kernelName) });
}
