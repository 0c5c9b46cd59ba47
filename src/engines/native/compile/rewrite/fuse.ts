/**
 * Makes one operation of oneDNN's of a convolution with what is around it: padding before it; a bias, the sum with another
 * image and a rectifier after it. TensorFlow does so itself only without padding. Where it is known that a filter lasts, the
 * operation keeps it in the order in which oneDNN wants it.
 */
import { type Attribute, bool, int, text, type } from "../../binding/attributes.ts";
import type { Known } from "../../binding/binding.ts";
import { FLOAT } from "../../binding/dtypes.ts";
import type { Operation, Ref, Trace } from "../records.ts";
import { isConstant, sameNumbers } from "../trace.ts";
import { type Links, linksOf } from "./links.ts";
import { LEAKY, mayLeak, SLOPE } from "./rectifier.ts";
import { rewriting, type Written } from "./rewriting.ts";

/** How a trace is fused. */
export interface FuseOptions {
  /** Whether TensorFlow knows an operation. */
  knows(name: string, attributes: readonly Attribute[], inputs: readonly Known[]): boolean;
  /** Slots from this one on hold filters that are the same in each call of the function. */
  readonly frozenFrom?: number;
}

/** A convolution with what is around it. */
interface Fusion {
  readonly convolution: Operation;
  readonly pad: Operation | undefined;
  readonly bias: Operation;
  /** What it adds. */
  readonly offset: Ref;
  /** By whom another image is added. */
  readonly sum: Operation | undefined;
  readonly rectifier: Operation | undefined;
}

const FUSED = "_MklNativeFusedConv2D";

/** The same trace with its convolutions fused. */
export function fuse(trace: Trace, { knows, frozenFrom = Infinity }: FuseOptions): Trace {
  const links = linksOf(trace), fusions = findFusions(trace, links);
  if (fusions.length === 0) return trace;
  const { at, write, place, keep, end } = rewriting(trace);
  const known = (ref: Ref): Known => ({ dtype: FLOAT, shape: links.shape(ref) });
  const lasts = new Map<Operation, Written>(), gone = new Set<Operation>();
  for (const fusion of fusions) {
    const whole = fused(fusion, trace, links, frozenFrom);
    // One is asked for all: libraries without oneDNN know none.
    if (lasts.size === 0 && !knows(FUSED, whole.attributes, whole.inputs.map(known))) return trace;
    const { convolution, pad, bias, sum, rectifier } = fusion;
    lasts.set(rectifier ?? sum ?? bias, whole);
    for (const operation of [convolution, bias, sum, rectifier]) if (operation !== undefined) gone.add(operation);
    if (pad !== undefined && links.onlyReader(pad.first) === convolution) gone.add(pad);
  }
  for (const operation of trace.operations) {
    const whole = lasts.get(operation);
    if (whole !== undefined) place(operation, write({ ...whole, inputs: whole.inputs.map(at) }));
    else if (!gone.has(operation)) keep(operation);
  }
  return end();
}

function findFusions(trace: Trace, links: Links): Fusion[] {
  const { producer, onlyReader, shape } = links;
  const fusions: Fusion[] = [], taken = new Set<Operation>();
  const follower = (operation: Operation, ...names: string[]) => {
    const next = onlyReader(operation.first);
    return next !== undefined && names.includes(next.name) && !taken.has(next) ? next : undefined;
  };
  for (const convolution of trace.operations) {
    if (convolution.name !== "Conv2D") continue;
    const bias = follower(convolution, "BiasAdd", "Add", "AddV2"), made = convolution.results[0]!.shape;
    const offset = bias?.inputs.find((ref) => ref !== convolution.first);
    if (bias === undefined || offset === undefined || made === undefined) continue;
    // One number a channel.
    if (!sameNumbers(shape(offset) ?? [], made.slice(-1))) continue;
    const next = follower(bias, "Add", "AddV2");
    const alike = next?.inputs.every((ref) => sameNumbers(shape(ref) ?? [], made));
    const sum = alike ? next : undefined;
    const last = follower(sum ?? bias, "Relu"),
      rectifier = last !== undefined && mayLeak(last, links) ? last : undefined;
    const before = padsNothing(convolution) ? producer(convolution.inputs[0]!) : undefined;
    const pad = before !== undefined && padsOf(before, trace) !== undefined ? before : undefined;
    fusions.push({ convolution, pad, bias, offset, sum, rectifier });
    for (const operation of [bias, sum, rectifier]) if (operation !== undefined) taken.add(operation);
  }
  return fusions;
}

function padsNothing({ attributes }: Operation): boolean {
  return attributes.some(({ name, value }) => name === "padding" && value === "VALID");
}

/** How many rows and columns of 0 an operation puts around images; undefined where it does anything else. */
function padsOf({ name, inputs }: Operation, trace: Trace): readonly number[] | undefined {
  const slot = -1 - inputs[1]!;
  if (name !== "Pad" || !(slot in trace.slots) || !isConstant(trace, slot)) return;
  const pads = trace.slots[slot]!.values!;
  return pads.length === 8 && [0, 1, 6, 7].every((i) => pads[i] === 0) ? pads : undefined;
}

function fused(
  { convolution, pad, bias, offset, sum, rectifier }: Fusion,
  trace: Trace,
  { shape }: Links,
  frozenFrom: number,
): Written {
  const [x, filter] = convolution.inputs as [Ref, Ref];
  const added = sum?.inputs.find((ref) => ref !== bias.first);
  const args = [offset, ...added === undefined ? [] : [added]];
  const names = ["BiasAdd", ...sum === undefined ? [] : ["Add"], ...rectifier === undefined ? [] : [LEAKY]];
  const pads = pad && padsOf(pad, trace)!;
  return {
    name: FUSED,
    attributes: [
      ...convolution.attributes.filter(({ name }) => pads === undefined || name !== "padding"),
      ...pads === undefined ? [] : [text("padding", "EXPLICIT"), int("explicit_paddings", pads)],
      int("num_args", args.length),
      type("TArgs", args.map(() => FLOAT)),
      text("fused_ops", names),
      ...rectifier === undefined ? [] : [SLOPE],
      bool("is_filter_const", -1 - filter >= frozenFrom),
      // Of the two kernels the one for images in TensorFlow's own order.
      text("_kernel", "MklNameChangeOp"),
    ],
    inputs: [pad?.inputs[0] ?? x, filter, ...args],
    results: [{ dtype: FLOAT, shape: shape(bias.first) }],
  };
}
