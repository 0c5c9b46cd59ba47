/** Softmax, cross-entropy and the gradient of both as one operation. */
import { type Attribute, attributes, int, ON_FLOATS, type } from "../binding/attributes.ts";
import { FLOAT, INT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { constant, scalar } from "./constants.ts";
import { register, run } from "./kernel.ts";
import { scratch } from "./shaping.ts";

const SPARSE = attributes("sparse cross-entropy", () => [type("T", FLOAT), type("Tlabels", INT)]);
const CLIP = attributes("clip of labels", () => [type("T", INT)]);
const EQUAL = attributes("equal labels", () => [type("T", INT)]);
const ONE_HOT = attributes("targets", () => [int("axis", -1), type("T", FLOAT), type("TI", INT)]);

register<"logits" | "labels">("SoftmaxCrossEntropy", ({ logits, labels }, { smoothing, within }, backend) => {
  const [batch, classes] = logits.shape as [number, number];
  const [scores, numbers] = [idOf(backend, logits), idOf(backend, labels)];
  return scratch(backend, (drop) => {
    const number = (value: number) => constant(backend, `n${value}`, INT, [], [value]);
    // The processor's kernel refuses a label that is no class, and with it the whole step.
    const safe = within ? numbers : drop(run(backend, "ClipByValue", CLIP, numbers, number(0), number(classes - 1)));
    const execute = (name: string, attributes: readonly Attribute[], targets: number) =>
      backend.binding.execute(name, attributes, [scores, targets], 2) as [number, number];
    const [judged, slopes] = smoothing === 0 ? execute("SparseSoftmaxCrossEntropyWithLogits", SPARSE, safe) : execute(
      "SoftmaxCrossEntropyWithLogits",
      ON_FLOATS,
      drop(smoothed(backend, safe, classes, smoothing as number)),
    );
    if (within) return [output(backend, judged, [batch]), output(backend, slopes, [batch, classes])];
    const known = drop(run(backend, "Equal", EQUAL, numbers, safe));
    const losses = run(backend, "SelectV2", ON_FLOATS, known, drop(judged), scalar(backend, NaN));
    return [output(backend, losses, [batch]), output(backend, slopes, [batch, classes])];
  });
});

function smoothed(backend: NativeBackend, labels: number, classes: number, share: number): number {
  const depth = constant(backend, `d${classes}`, INT, [], [classes]);
  const [on, off] = [1 - share + share / classes, share / classes].map((value) => scalar(backend, value));
  return run(backend, "OneHot", ONE_HOT, labels, depth, on!, off!);
}
