/** Softmax, cross-entropy and the gradient of both as one operation. */
import { attributes, int, ON_FLOATS, type } from "../binding/attributes.ts";
import { FLOAT, INT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { constant, scalar } from "./constants.ts";
import { register, run } from "./kernel.ts";
import { scratch } from "./shaping.ts";

const SPARSE = attributes("sparse cross-entropy", () => [type("T", FLOAT), type("Tlabels", INT)]);
const ONE_HOT = attributes("targets", () => [int("axis", -1), type("T", FLOAT), type("TI", INT)]);

register<"logits" | "labels">("SoftmaxCrossEntropy", ({ logits, labels }, { smoothing }, backend) => {
  const [batch, classes] = logits.shape as [number, number];
  const [scores, numbers] = [idOf(backend, logits), idOf(backend, labels)];
  const [losses, slopes] = smoothing === 0
    ? backend.binding.execute("SparseSoftmaxCrossEntropyWithLogits", SPARSE, [scores, numbers], 2)
    : scratch(backend, (drop) => {
      const targets = drop(smoothed(backend, numbers, classes, smoothing as number));
      return backend.binding.execute("SoftmaxCrossEntropyWithLogits", ON_FLOATS, [scores, targets], 2);
    });
  return [output(backend, losses!, [batch]), output(backend, slopes!, [batch, classes])];
});

function smoothed(backend: NativeBackend, labels: number, classes: number, share: number): number {
  const depth = constant(backend, `d${classes}`, INT, [], [classes]);
  const [on, off] = [1 - share + share / classes, share / classes].map((value) => scalar(backend, value));
  return run(backend, "OneHot", ONE_HOT, labels, depth, on!, off!);
}
