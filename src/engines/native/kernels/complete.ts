/** Registers Raptor's own kernels over those of tfjs-node. Imported only once the backend is there. */
import "./after.ts";
import "./batch_norm.ts";
import "./conv2d.ts";
import "./gather.ts";
import "./gelu.ts";
import "./layer_norm.ts";
import "./mat_mul.ts";
import "./pool.ts";
import "./relu.ts";
import "./shapes.ts";
import "./softmax_cross_entropy.ts";
// Over those above, in this order.
import "./apart.ts";
import "./whole_blocks.ts";
import "./one_column.ts";
import "./odd_calls.ts";
import "./rare_types.ts";
import "./left_to_reference.ts";
import { repairReference } from "../../../tensors/repairs.ts";
import { repairBatchNormShapes } from "../../../tensors/repairs/batch_norm_shapes.ts";
import { repairChannelsFirst } from "../../../tensors/repairs/convolutions.ts";
import { repairEmptyWindows } from "../../../tensors/repairs/empty.ts";
import { repairFused } from "../../../tensors/repairs/fused.ts";
import { repairNumberPads } from "../../../tensors/repairs/number_pads.ts";
import { repairPoolVolumes } from "../../../tensors/repairs/pools.ts";
import { repairTypes } from "../../../tensors/repairs/real_numbers.ts";
import { BACKEND } from "../binding/native_backend.ts";

repairBatchNormShapes(BACKEND);
repairEmptyWindows(BACKEND);
repairChannelsFirst(BACKEND);
repairFused(BACKEND, "never asked");
repairPoolVolumes(BACKEND);
repairTypes(BACKEND);
repairNumberPads(BACKEND);
repairReference();

export { releaseResources } from "./update.ts";
