/** Softmax, cross-entropy and the gradient of both as one operation; of many numbers as a few, which take a quarter of its time. */
import { type Attribute, attributes, bool, int, ON_FLOATS, type } from "../binding/attributes.ts";
import { FLOAT, INT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { LESS_TOLD, ONE_PASS } from "../binding/one_pass.ts";
import { idOf, output } from "../binding/tensors.ts";
import { constant, ints, scalar } from "./constants.ts";
import { isWorthOnePass } from "./in_one_pass.ts";
import { register, run } from "./kernel.ts";
import { reshape, scratch } from "./shaping.ts";

const SPARSE = attributes("sparse cross-entropy", () => [type("T", FLOAT), type("Tlabels", INT)]);
const CLIP = attributes("clip of labels", () => [type("T", INT)]);
const EQUAL = attributes("equal labels", () => [type("T", INT)]);
const ONE_HOT = attributes("targets", () => [int("axis", -1), type("T", FLOAT), type("TI", INT)]);
const MOST = attributes("most of a row", () => [type("T", FLOAT), type("Tidx", INT), bool("keep_dims", false)]);
const TAKE = attributes("one of each row", () => [
  int("batch_dims", 1),
  type("Tparams", FLOAT),
  type("Tindices", INT),
  type("Taxis", INT),
]);
const AS_FLOATS = attributes("labels as floats", () => [type("SrcT", INT), type("DstT", FLOAT)]);

/** Numbers from which on that pays: with fewer, TensorFlow's own operation takes no 2 ms. */
const LARGE = 2 ** 19;

register<"logits" | "labels">("SoftmaxCrossEntropy", ({ logits, labels }, { smoothing, within }, backend) => {
  const [batch, classes] = logits.shape as [number, number];
  const [scores, numbers] = [idOf(backend, logits), idOf(backend, labels)];
  return scratch(backend, (drop) => {
    const number = (value: number) => constant(backend, `n${value}`, INT, [], [value]);
    // The processor's kernel refuses a label that is no class, and with it the whole step.
    const safe = within ? numbers : drop(run(backend, "ClipByValue", CLIP, numbers, number(0), number(classes - 1)));
    const execute = (name: string, attributes: readonly Attribute[], targets: number) =>
      backend.binding.execute(name, attributes, [scores, targets], 2) as [number, number];
    const [judged, slopes] = smoothing !== 0
      ? execute(
        "SoftmaxCrossEntropyWithLogits",
        ON_FLOATS,
        drop(smoothed(backend, safe, classes, smoothing as number)),
      )
      : isWorthOnePass(backend, logits, LARGE)
      ? bySoftmax(backend, scores, safe, [batch, classes], drop)
      : execute("SparseSoftmaxCrossEntropyWithLogits", SPARSE, safe);
    if (within) return [output(backend, judged, [batch]), output(backend, slopes, [batch, classes])];
    const known = drop(run(backend, "Equal", EQUAL, numbers, safe));
    const losses = run(backend, "SelectV2", ON_FLOATS, known, drop(judged), scalar(backend, NaN));
    return [output(backend, losses, [batch]), output(backend, slopes, [batch, classes])];
  });
});

/**
 * By the softmax, which oneDNN computes in a tenth of the time of the whole: the loss is the highest score less that of the label, less
 * the logarithm of the highest share, and none of that is out of range.
 */
function bySoftmax(
  backend: NativeBackend,
  scores: number,
  labels: number,
  [batch, classes]: readonly [number, number],
  drop: (id: number) => number,
): [losses: number, slopes: number] {
  const last = ints(backend, [-1]), most = (of: number) => drop(run(backend, "Max", MOST, of, last));
  const shares = drop(run(backend, "Softmax", ON_FLOATS, scores));
  const own = drop(run(backend, "GatherV2", TAKE, scores, labels, constant(backend, "a1", INT, [], [1])));
  const behind = drop(run(backend, "Sub", ON_FLOATS, most(scores), own));
  const losses = run(backend, "Sub", ON_FLOATS, behind, drop(run(backend, "Log", ON_FLOATS, most(shares))));
  const told = drop(reshape(backend, drop(run(backend, "Cast", AS_FLOATS, labels)), [batch, 1]));
  const all = constant(
    backend,
    `classes ${classes}`,
    FLOAT,
    [classes],
    () => Float32Array.from({ length: classes }, (_, i) => i),
  );
  return [losses, run(backend, LESS_TOLD, ONE_PASS, shares, told, all)];
}

function smoothed(backend: NativeBackend, labels: number, classes: number, share: number): number {
  const depth = constant(backend, `d${classes}`, INT, [], [classes]);
  const [on, off] = [1 - share + share / classes, share / classes].map((value) => scalar(backend, value));
  return run(backend, "OneHot", ONE_HOT, labels, depth, on!, off!);
}
