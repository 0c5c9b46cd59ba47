/** Runs a model once and writes down each operation that is asked for. */
import type { Model } from "../../model.ts";
import { declareGroups, takesGroups } from "../../tensors/declared.ts";
import { tf } from "../../tf.ts";
import { standIn } from "./stand_in.ts";

/** An operation as it ran. */
export interface Call {
  readonly kernel: string;
  readonly inputs: readonly (readonly [name: string, tensor: tf.Tensor])[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly tf.Tensor[];
  readonly layer?: string;
}

/** All that ran. The tensors tell shapes and types; values have only those that are kept. */
export interface Trace {
  readonly calls: readonly Call[];
  readonly outputs: Readonly<Record<string, tf.Tensor>>;
  /** Copies of the tensors that do not depend on the input, by the tensors' ids: the caller's to dispose of. */
  readonly kept: ReadonlyMap<number, tf.Tensor>;
}

interface Engine {
  runKernel(name: string, inputs: Readonly<Record<string, tf.Tensor | null>>, attributes?: object): unknown;
  readSync(dataId: object): unknown;
  read(dataId: object): unknown;
}

/**
 * Runs a model in predict mode on the current engine and writes down what it asks for. What depends on the input is of
 * no interest but for its shape, so that convolutions and products of it are not computed.
 *
 * @param model The model.
 * @param input What it takes in; its tensors are to be disposed of by the caller.
 * @param inputs The tensors of the input.
 * @throws {TypeError} If the model reads values of its input, or puts out something else than tensors.
 */
export function trace<X>(model: Model<X, unknown>, input: X, inputs: readonly tf.Tensor[]): Trace {
  const engine = tf.engine() as unknown as Engine;
  const derived = new Set(inputs.map(({ id }) => id)), hidden = new WeakSet<object>(inputs.map(({ dataId }) => dataId));
  const calls: Call[] = [], kept = new Map<number, tf.Tensor>(), layers: string[] = [];
  let depth = 0;
  const inside = <T>(run: () => T): T => {
    depth++;
    try {
      return run();
    } finally {
      depth--;
    }
  };
  const keep = (tensor: tf.Tensor) => {
    if (!derived.has(tensor.id) && !kept.has(tensor.id)) {
      kept.set(tensor.id, inside(() => tf.keep(tf.clone(tensor))));
    }
  };
  // Not every tool has convolutions with groups.
  const backend = tf.backend(), grouped = takesGroups(backend);
  declareGroups(backend, false);
  const run = engine.runKernel, own = Object.hasOwn(engine, "runKernel"), reads = [engine.readSync, engine.read];
  engine.runKernel = function (this: Engine, kernel, given, attributes = {}) {
    if (depth > 0) return run.call(this, kernel, given, attributes);
    const named = Object.entries(given).filter((entry): entry is [string, tf.Tensor] => entry[1] instanceof tf.Tensor);
    const depends = named.some(([, tensor]) => derived.has(tensor.id));
    for (const [, tensor] of named) keep(tensor);
    const made = inside(() =>
      depends && standIn(kernel, given as Record<string, tf.Tensor>, attributes) ||
      run.call(this, kernel, given, attributes)
    );
    const outputs = [made].flat() as tf.Tensor[];
    for (const tensor of depends ? outputs : []) derived.add(tensor.id), hidden.add(tensor.dataId);
    const layer = layers.at(-1);
    calls.push({ kernel, inputs: named, attributes: { ...attributes }, outputs, ...layer !== undefined && { layer } });
    return made;
  };
  // What a kernel reads for itself is its own business.
  for (const name of ["readSync", "read"] as const) {
    const read = engine[name];
    engine[name] = function (this: Engine, dataId) {
      if (depth === 0 && hidden.has(dataId)) throw isRead(model.name, layers.at(-1));
      return read.call(this, dataId);
    };
  }
  const onLayer = (path: string) => {
    layers.push(path);
    return () => void layers.pop();
  };
  try {
    let outputs: Record<string, tf.Tensor> = {};
    tf.tidy(() => {
      outputs = named(model.name, model.forward(input, { training: false, seed: 0, onLayer }));
      for (const tensor of Object.values(outputs)) keep(tensor);
    });
    return { calls, outputs, kept };
  } catch (error) {
    tf.dispose([...kept.values()]);
    throw error;
  } finally {
    declareGroups(backend, grouped);
    if (own) engine.runKernel = run;
    else delete (engine as Partial<Engine>).runKernel;
    [engine.readSync, engine.read] = reads as [Engine["readSync"], Engine["read"]];
  }
}

/** What comes out by name. */
function named(model: string, made: unknown): Record<string, tf.Tensor> {
  const entries: [string, unknown][] = made instanceof tf.Tensor
    ? [["output", made]]
    : Array.isArray(made)
    ? made.map((tensor, i) => [`output_${i}`, tensor])
    : Object.entries(made ?? {});
  if (entries.length > 0 && entries.every(([, tensor]) => tensor instanceof tf.Tensor)) {
    return Object.fromEntries(entries) as Record<string, tf.Tensor>;
  }
  throw new TypeError(
    `Cannot record ${model} as it puts out a tensor, or tensors in a list or by name: got ` +
      `${entries.map(([name, value]) => `${typeof value} at ${name}`).join(", ") || typeof made}.`,
  );
}

function isRead(model: string, layer: string | undefined): TypeError {
  return new TypeError(
    `Cannot record ${model} as what it does must not depend on the numbers of its input: got a reading of them` +
      `${layer === undefined ? "" : ` in the layer ${layer}`}. Decide by operations, such as tf.where().`,
  );
}
