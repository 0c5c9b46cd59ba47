/** Makes one graph of two traces of a model, by batches of different sizes. */
import type { HostTensor } from "../../snapshot.ts";
import type { tf } from "../../tf.ts";
import type { Graph, Operation, Setting, Size, Value } from "../graph.ts";
import { followsBatch, sizeOf } from "./sizes.ts";
import type { Call, Trace } from "./trace.ts";

/** A tensor that no recorded operation makes. */
interface Leaf {
  readonly value: Value;
  readonly tensor: tf.Tensor;
  readonly name?: string;
  readonly layer?: string;
}

/** A graph whose constants are still on the device. */
export interface Joined {
  readonly graph: Omit<Graph, "constants">;
  readonly leaves: readonly Leaf[];
  /** Of each leaf that was made in passing, the same of the other trace, for the two must be equal. */
  readonly twins: readonly (tf.Tensor | undefined)[];
}

type Traced = Trace & { readonly inputs: Readonly<Record<string, tf.Tensor>> };

/** Kernels that give the numbers of a weight back in another order or shape: what comes out is still that weight. */
const TURNING = new Set(["Identity", "Reshape", "ExpandDims", "Transpose", "Cast"]);

/**
 * Joins two traces.
 *
 * @param model Its name, for errors.
 * @param names Of the weights, by the ids of their variables.
 * @throws {RangeError} If the two differ in more than the lengths that follow the batch.
 */
export function join(model: string, one: Traced, two: Traced, names: ReadonlyMap<number, string>): Joined {
  const refuse = (got: string, layer?: string) =>
    new RangeError(
      `Cannot record ${model} as what it does must be the same for every size of the batch: got ${got}` +
        `${
          layer === undefined ? "" : ` in the layer ${layer}`
        }. Take lengths from the input's shape, and branch on nothing else.`,
    );
  const values = new Map<number, Value>(), lives = new Set<Value>(), ids = new Map<Value, number>();
  const known = new Map<Value, string>(), leaves = new Map<Value, Leaf>(), twins = new Map<Value, tf.Tensor>();
  const operations: Operation[] = [];
  const make = (a: tf.Tensor, b: tf.Tensor, layer?: string): Value => {
    const shape = a.shape.map((side, axis) => sizeOf(side, b.shape[axis]!));
    if (a.rank !== b.rank || shape.includes(undefined)) throw refuse(`[${a.shape}] and [${b.shape}]`, layer);
    const value: Value = Object.freeze({
      shape: Object.freeze(shape as Size[]),
      dtype: b.dtype as HostTensor["dtype"],
    });
    values.set(b.id, value), ids.set(value, b.id);
    return value;
  };
  const inputOf = (a: tf.Tensor, b: tf.Tensor, layer?: string): Value => {
    const found = values.get(b.id);
    if (found !== undefined) return found;
    const value = make(a, b, layer), name = names.get(b.id);
    const leaf = { value, tensor: two.kept.get(b.id)!, ...layer !== undefined && { layer } };
    if (name !== undefined) known.set(value, name);
    if (followsBatch(value.shape)) {
      // Numbers without end that follow the batch can be but one number again and again.
      operations.push(filled(value, leaf.tensor, refuse, layer));
      lives.add(value);
    } else leaves.set(value, leaf);
    if (name === undefined) twins.set(value, one.kept.get(a.id)!);
    return value;
  };
  const inputs = Object.entries(two.inputs).map(([name, tensor]) => {
    const value = make(one.inputs[name]!, tensor);
    lives.add(value);
    return [name, value] as const;
  });
  const { calls } = one;
  if (calls.length !== two.calls.length) throw refuse(`${calls.length} operations and ${two.calls.length}`);
  two.calls.forEach((call, i) => {
    const other = calls[i]!, { kernel, layer } = call;
    if (kernel !== other.kernel || call.inputs.length !== other.inputs.length) {
      throw refuse(`${other.kernel} and ${kernel}`, layer);
    }
    const given = call.inputs.map(([name, b], at): [string, Value] => [name, inputOf(other.inputs[at]![1], b, layer)]);
    const settings = settingsOf(other, call, () => refuse(`two settings of ${kernel}`, layer));
    const outputs = call.outputs.map((b, at) => make(other.outputs[at]!, b, layer));
    const follows = given.some(([, value]) => lives.has(value)) || outputs.some(({ shape }) => followsBatch(shape)) ||
      Object.values(settings).some(followsBatch);
    for (const value of follows ? outputs : []) lives.add(value);
    const only = given.length === 1 && TURNING.has(kernel) ? known.get(given[0]![1]) : undefined;
    if (only !== undefined) known.set(outputs[0]!, only);
    operations.push({
      kernel,
      inputs: Object.fromEntries(given),
      settings,
      outputs,
      ...layer !== undefined && { layer },
    });
  });
  const outputs = Object.entries(two.outputs).map(([name, b]) => [name, inputOf(one.outputs[name]!, b)] as const);
  const live = operations.filter(({ outputs }) => outputs.some((value) => lives.has(value)));
  const wanted = [...live.flatMap(({ inputs }) => Object.values(inputs)), ...outputs.map(([, value]) => value)];
  const still = [...new Set(wanted)].filter((value) => !lives.has(value));
  // Made in passing and used by what is folded: it must be the same in both traces too.
  const all = [...new Set([...still, ...[...twins.keys()].filter((value) => leaves.has(value))])];
  return {
    graph: {
      name: model,
      inputs: Object.fromEntries(inputs),
      outputs: Object.fromEntries(outputs),
      operations: live,
    },
    leaves: all.map((value) => ({
      ...leaves.get(value) ?? { value, tensor: two.kept.get(ids.get(value)!)! },
      ...known.has(value) && { name: known.get(value)! },
    })),
    twins: all.map((value) => twins.get(value)),
  };
}

function settingsOf(one: Call, two: Call, refuse: () => Error): Record<string, Setting> {
  const settings: Record<string, Setting> = {};
  for (const [name, b] of Object.entries(two.attributes)) {
    const setting = settingOf(one.attributes[name], b, refuse);
    if (setting !== undefined) settings[name] = setting;
  }
  return settings;
}

function settingOf(a: unknown, b: unknown, refuse: () => Error): Setting | undefined {
  if (typeof b === "number") {
    const size = sizeOf(a as number, b);
    if (size === undefined) throw refuse();
    return size;
  }
  if (typeof b === "string" || typeof b === "boolean") {
    if (a !== b) throw refuse();
    return b;
  }
  if (!Array.isArray(b) && !ArrayBuffer.isView(b)) return undefined;
  const [these, those] = [a, b].map((list) => Array.from(list as number[]));
  if (these!.length !== those!.length) throw refuse();
  return those!.map((item, i) => settingOf(these![i], item, refuse)!);
}

/** An operation that makes as many of one number as the batch asks for. */
function filled(
  value: Value,
  tensor: tf.Tensor,
  refuse: (got: string, layer?: string) => Error,
  layer?: string,
): Operation {
  const data = tensor.dataSync(), [number = 0] = data;
  if (data.some((other) => other !== number)) throw refuse(`numbers of its own in [${tensor.shape}]`, layer);
  const settings = { shape: value.shape, value: number, dtype: value.dtype };
  return { kernel: "Fill", inputs: {}, settings, outputs: [value], ...layer !== undefined && { layer } };
}
