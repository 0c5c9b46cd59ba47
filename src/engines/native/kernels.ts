/** Registers Raptor's own kernels over those of tfjs-node. Imported only once the backend is there. */
import "./kernels/batch_norm.ts";
import "./kernels/conv2d.ts";
import "./kernels/gather.ts";
import "./kernels/mat_mul.ts";
import "./kernels/pool.ts";
import "./kernels/relu.ts";
import "./kernels/shapes.ts";
import "./kernels/softmax_cross_entropy.ts";

export { releaseResources } from "./kernels/update.ts";
