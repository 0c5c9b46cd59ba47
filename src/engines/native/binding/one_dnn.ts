/**
 * Convolutions and products as oneDNN computes them, by the names that TensorFlow gives to oneDNN's own operations. By itself it
 * takes them only on processors with AVX-512 VNNI, AVX-VNNI, BF16 or AMX; elsewhere a network of convolutions takes more than
 * twice as long without. The environment variable that changes that is read when the library is loaded, and changes all
 * operations, also those that Eigen is better at.
 */
import { grantedVariable } from "../../../options/granted_variable.ts";
import type { Library } from "../library/open_library.ts";
import { type Attribute, text, type } from "./attributes.ts";
import type { Known, Named, OneDnn } from "./binding.ts";
import { FLOAT } from "./dtypes.ts";
import { infer } from "./infer.ts";

/** As what it is called. */
export const asCalled: Named = (name, attributes) => [name, attributes];

/** What oneDNN is named for. Measured: with its norms and pools too, ResNet-18 takes a twentieth longer. */
const OWN: Readonly<Record<string, string>> = {
  Conv2D: "_MklNativeConv2D",
  Conv2DBackpropFilter: "_MklNativeConv2DBackpropFilter",
  Conv2DBackpropInput: "_MklNativeConv2DBackpropInput",
  MatMul: "_MklMatMul",
  BatchMatMulV2: "_MklBatchMatMulV2",
};

/**
 * What stays in float32 where all else is in bfloat16, as it is called by another name than what TensorFlow turns into that. oneDNN
 * (3.7.3) loses what it fills up with zeros as it lays out filters by channel in pairs: on processors without AMX whose caches it does not
 * know, gradients by steps of more than one and several filters a channel answer something else.
 */
const WIDE: Readonly<Record<string, string>> = {
  DepthwiseConv2dNative: "_MklNativeDepthwiseConv2dNative",
  DepthwiseConv2dNativeBackpropFilter: "_MklNativeDepthwiseConv2dNativeBackpropFilter",
  DepthwiseConv2dNativeBackpropInput: "_MklNativeDepthwiseConv2dNativeBackpropInput",
};

/** Of two kernels the one for tensors in TensorFlow's own order. */
const ORDER = text("_kernel", "MklNameChangeOp");
/** Of CUDA's operations alone. */
const NOT_OURS = "use_cudnn_on_gpu";

/**
 * Names oneDNN's operations in the place of those of float32 that it has.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type } from "./attributes.ts";
 * import { FLOAT } from "./dtypes.ts";
 * import { asOneDnn } from "./one_dnn.ts";
 *
 * const [name, attributes] = asOneDnn()("MatMul", [type("T", FLOAT)]);
 * assertEquals([name, attributes.length], ["_MklMatMul", 2]);
 * ```
 */
export function asOneDnn(): Named {
  return by(OWN);
}

/** Names oneDNN's operations that stay in float32 in a function that is in bfloat16. */
export function asOneDnnInBfloat16(): Named {
  return by(WIDE);
}

function by(names: Readonly<Record<string, string>>): Named {
  // A frozen list is one that its kernel uses again and again: its own is kept as well.
  const kept = new WeakMap<readonly Attribute[], readonly Attribute[]>();
  return (name, attributes) => {
    const own = names[name];
    if (own === undefined || !attributes.some(({ name, value }) => name === "T" && value === FLOAT)) {
      return [name, attributes];
    }
    let list = kept.get(attributes);
    if (list === undefined) {
      list = Object.freeze([...attributes.filter(({ name }) => name !== NOT_OURS), ORDER]);
      if (Object.isFrozen(attributes)) kept.set(attributes, list);
    }
    return [own, list];
  };
}

/**
 * How oneDNN comes to its work.
 *
 * @param library An open one.
 * @param wanted Of the user; undefined wants it, unless `TF_ENABLE_ONEDNN_OPTS` is 0 and may be read.
 * @param devices Those that compute; a card has kernels of its own.
 */
export function oneDnnOf(
  library: Pick<Library, "functions" | "status" | "oneDnn">,
  wanted: boolean | undefined,
  devices: readonly string[],
): { readonly oneDnn: OneDnn; readonly named: Named } {
  if (library.oneDnn) return { oneDnn: "itself", named: asCalled };
  const named = asOneDnn();
  const has = () => infer(library, ...named("MatMul", [type("T", FLOAT)]), [ONE, ONE], 1) !== undefined;
  const fits = library.oneDnn !== undefined && !devices.includes("GPU");
  return fits && (wanted ?? !isSwitchedOff()) && has()
    ? { oneDnn: "named", named }
    : { oneDnn: "off", named: asCalled };
}

const ONE: Known = { dtype: FLOAT, shape: [1, 1] };
/** TensorFlow's own switch, which it reads when it is loaded. */
const SWITCH = "TF_ENABLE_ONEDNN_OPTS";

function isSwitchedOff(): boolean {
  return ["0", "false"].includes(grantedVariable(SWITCH)?.toLowerCase() ?? "");
}
