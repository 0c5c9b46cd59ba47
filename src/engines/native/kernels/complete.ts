/** Registers Raptor's own kernels over those of tfjs-node. Imported only once the backend is there. */
import "./batch_norm.ts";
import "./conv2d.ts";
import "./gather.ts";
import "./mat_mul.ts";
import "./pool.ts";
import "./relu.ts";
import "./shapes.ts";
import "./softmax_cross_entropy.ts";

export { releaseResources } from "./update.ts";
