/** Weights that Keras writes, in HDF5: `.weights.h5` of Keras 3, and files of whole models, which tell the names of their weights. */
import type { HostTensor } from "../snapshot.ts";
import { inTime } from "./in_time.ts";
import { reasonOf, visible } from "../terminal/visible.ts";
import { onDemand } from "../on_demand.ts";

/** As the reader of HDF5 has them. */
interface Node {
  readonly keys?: readonly string[];
  readonly shape?: readonly number[];
  readonly dtype?: unknown;
  readonly value?: ArrayLike<number>;
  get?(name: string): Node;
}

/** What Keras 3 calls by numbers: the weights of a layer, in the order in which it makes them; of all others a kernel and a bias. */
const WORDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(sync_)?batch_normalization/, ["gamma", "beta", "moving_mean", "moving_variance"]],
  [/^(layer|group|unit|rms)_normalization/, ["gamma", "beta"]],
  [/^embedding/, ["embeddings"]],
  [/^depthwise_conv/, ["depthwise_kernel", "bias"]],
  [/^separable_conv/, ["depthwise_kernel", "pointwise_kernel", "bias"]],
  [/^(lstm|gru|simple_rnn)/, ["kernel", "recurrent_kernel", "bias"]],
  [/^p_?re_lu/, ["alpha"]],
];
const USUAL = ["kernel", "bias"];

/**
 * Reads the weights of a file of Keras, by the names that tfjs and Keras 2 give them: `dense_1/kernel`, `batch_normalization/gamma`.
 *
 * @param path A `.h5`, `.hdf5` or `.keras.h5` file.
 * @throws {SyntaxError} If it is damaged, no HDF5, or holds what is no array of numbers.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readKerasFile } from "./keras_file.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".weights.h5" });
 * await assertRejects(() => readKerasFile(path), SyntaxError, "it must be HDF5");
 * await Deno.remove(path);
 * ```
 */
export async function readKerasFile(path: string): Promise<Readonly<Record<string, HostTensor>>> {
  const bytes = await Deno.readFile(path);
  const refuse = (why: string, cause?: unknown) => new SyntaxError(visible(`Cannot read ${path} as ${why}`), { cause });
  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  if (!signature.every((byte, i) => bytes[i] === byte)) {
    throw refuse("it must be HDF5, as Keras writes: got another file.");
  }
  const { File } = await onDemand<typeof import("npm:jsfive@0.4.2")>("npm:jsfive@0.4.2") as {
    File: new (buffer: ArrayBuffer, name: string) => Node;
  };
  const found: [string, HostTensor][] = [];
  try {
    await inTime(bytes.length, () => walk(new File(bytes.buffer, path), "", found));
  } catch (error) {
    throw refuse(`it must hold arrays of numbers: got ${reasonOf(error)}.`, error);
  }
  return Object.fromEntries(found.filter(([name]) => !/^(optimizer|optimizer_weights)\//.test(name)).map(named));
}

function walk(node: Node, path: string, found: [string, HostTensor][]): void {
  if (Array.isArray(node.keys)) {
    for (const key of node.keys) walk(node.get!(key), path === "" ? key : `${path}/${key}`, found);
    return;
  }
  const { dtype, shape } = node;
  if (typeof dtype !== "string" || shape === undefined) throw new Error(`${path} of the type ${dtype}`);
  const isReal = /f[248]$/.test(dtype), isWhole = /[iu][1248]$/.test(dtype);
  if (!isReal && !isWhole) throw new Error(`${path} of the type ${dtype}`);
  const size = shape.reduce((product, side) => product * side, 1), value = node.value!;
  if (value.length !== size) throw new Error(`${value.length} numbers of ${path} for [${shape}]`);
  const data = isReal ? Float32Array.from(value) : Int32Array.from(value, Number);
  found.push([path, { dtype: isReal ? "float32" : "int32", shape: [...shape], data }]);
}

/** A name as Keras 2 has it, without what stands before the layer and behind the weight. */
function named([path, tensor]: [string, HostTensor]): [string, HostTensor] {
  const old = /^(?:model_weights\/)?(.+):\d+$/.exec(path)?.[1]?.split("/");
  if (old !== undefined) {
    // The group of a layer has its name, and so have the names in it.
    return [(old[0] === old[1] ? old.slice(1) : old).join("/"), tensor];
  }
  // Keras 3 writes that form with the model's name before the layer's, and no number behind.
  const [group, ...inner] = /^model_weights\/(.+)$/.exec(path)?.[1]?.split("/") ?? [];
  if (group !== undefined && inner.length > 0) {
    return [(inner.includes(group) ? inner.slice(inner.indexOf(group)) : [group, ...inner]).join("/"), tensor];
  }
  const words = path.replace(/^_?layer_checkpoint_dependencies\//, "").replace(/^layers\//, "").split("/");
  const at = words.lastIndexOf("vars"),
    layer = words.slice(0, at).filter((word) => word !== "layers" && word !== "cell");
  if (at < 1 || layer.length === 0) return [path, tensor];
  const [, kinds] = WORDS.find(([pattern]) => pattern.test(layer.at(-1)!)) ?? [undefined, USUAL];
  const number = words[at + 1]!, word = kinds[Number(number)] ?? `vars_${number}`;
  return [[...layer, word].join("/"), tensor];
}
