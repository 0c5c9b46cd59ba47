/** The one place where values leave the device, and where they go back. */
import { tf } from "../tf.ts";
import type { HostTensor } from "../snapshot.ts";
import { isLedger, writeNumbers } from "./ledger.ts";

/**
 * Reads tensors from the device.
 *
 * @param tensors Tensors by name, of dtype float32, int32 or bool.
 * @returns Copies on the host by the same names.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { readTensors } from "./read.ts";
 *
 * const { bias } = await readTensors({ bias: tf.tensor1d([1, 2]) });
 * assertEquals(bias!.data, Float32Array.of(1, 2));
 * ```
 */
export async function readTensors(tensors: Readonly<Record<string, tf.Tensor>>): Promise<Record<string, HostTensor>> {
  const entries = Object.entries(tensors), host: [string, HostTensor][] = [];
  for (let from = 0; from < entries.length; from += TOGETHER) {
    const reading = entries.slice(from, from + TOGETHER).map(async ([name, tensor]): Promise<[string, HostTensor]> => {
      const dtype = tensor.dtype as HostTensor["dtype"], data = arrayOf(await tensor.data(), dtype);
      // A copy: some engines hand out views of memory that the next step writes to.
      return [name, { dtype, shape: tensor.shape, data: data.slice() }];
    });
    host.push(...await Promise.all(reading));
  }
  return Object.fromEntries(host);
}

/** What the numbers of each type are held in on the host. */
export const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Numbers in the array of their type: tfjs's own kernels for the cpu engine leave whole numbers in Float32Arrays, and others elsewhere. */
function arrayOf(numbers: ArrayLike<number>, dtype: HostTensor["dtype"]): HostTensor["data"] {
  const Numbers = ARRAYS[dtype];
  return numbers instanceof Numbers ? numbers : Numbers.from(numbers);
}

/** A graphics card takes as long to hand out many tensors as one; but each takes memory on its way. */
const TOGETHER = 32;

/**
 * Reads a few numbers in one transfer: they are put one after the other on the device first.
 *
 * @param scalars At least one scalar, or row of them, of dtype float32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { readScalars } from "./read.ts";
 *
 * assertEquals(await readScalars([tf.scalar(1), tf.scalar(2)]), [1, 2]);
 * ```
 */
export async function readScalars(scalars: readonly tf.Tensor[]): Promise<number[]> {
  // Each reshape is an operation of its own: where there is nothing to be shaped, none is asked for.
  const row = (tensor: tf.Tensor) => tensor.rank === 1 ? tensor : tf.reshape(tensor, [-1]);
  const joined = tf.tidy(() =>
    scalars.every(({ rank }) => rank === 0) ? tf.stack([...scalars]) : tf.concat(scalars.map(row))
  );
  try {
    return Array.from(await joined.data());
  } finally {
    joined.dispose();
  }
}

/**
 * Reads tensors at once, which blocks: for what ranks have to agree on within a step, and for nothing else.
 *
 * @param tensors Of any kind; what is handed out may be memory that the next step writes to.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { readNow } from "./read.ts";
 *
 * assertEquals([...readNow([tf.tensor1d([1, 2])])[0]!], [1, 2]);
 * ```
 */
export function readNow(tensors: readonly tf.Tensor[]): HostTensor["data"][] {
  return tensors.map((tensor) => arrayOf(tensor.dataSync(), tensor.dtype as HostTensor["dtype"]));
}

/**
 * Writes a host tensor into a variable of the same shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { writeTensor } from "./read.ts";
 *
 * const variable = tf.variable(tf.zeros([2]));
 * writeTensor(variable, { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) });
 * assertEquals(variable.arraySync(), [1, 2]);
 * ```
 */
export function writeTensor(variable: tf.Variable, { data, shape, dtype }: HostTensor): void {
  if (isLedger(variable)) writeNumbers(variable, Array.from(data));
  else tf.tidy(() => variable.assign(tf.tensor(data, [...shape], dtype)));
}
