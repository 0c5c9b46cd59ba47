/** A run's state to the host and back. */
import type { Model, Params } from "../model.ts";
import type { Optimizer, Slots, Tensors } from "../optimizer.ts";
import type { Settings } from "../settings.ts";
import type { HostTensor, Progress, Snapshot } from "../snapshot.ts";
import { distinct, otherNames } from "../tensors/by_name.ts";
import { isNewer } from "../tensors/slots.ts";
import { listed, namesNotFinite } from "../tensors/non_finite.ts";
import { readTensors, writeTensor } from "../tensors/read.ts";
import { tf } from "../tf.ts";

/**
 * Reads everything that a run needs to go on.
 *
 * @param parts The model, the optimizer and its slots, and what the run is made of.
 * @param progress Where the run is.
 * @throws {RangeError} If a weight or a slot holds a number that is not finite: such numbers reach no checkpoint.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, mlp, sgd } from "jsr:@raptor/raptor";
 * import { restoreWeights, takeSnapshot } from "./snapshot.ts";
 *
 * const [model, other] = [mlp({ sizes: [2, 1] }), mlp({ sizes: [2, 1] })];
 * initialize(model, 1);
 * const optimizer = sgd({ lr: 0.1 });
 * const progress = { step: 0, epoch: 0, batch: 0, samples: 0, seed: 1, scores: {}, judged: 0, recent: {} };
 * const snapshot = await takeSnapshot({ model, optimizer, slots: optimizer.init(model.params) }, progress);
 * restoreWeights(snapshot, other);
 * const values = (from: typeof model) => Object.values(from.params).map((weight) => weight.arraySync());
 * assertEquals(values(other), values(model));
 * ```
 */
export async function takeSnapshot(
  { model, optimizer, slots, elsewhere = {}, shared = {}, settings }: {
    readonly model: Named;
    readonly optimizer: Pick<Optimizer, "name" | "published">;
    readonly slots: Slots;
    /** Slots that are whole only over several ranks; they go before `slots`. Default none are. */
    readonly elsewhere?: Readonly<Record<string, HostTensor>>;
    /** Weights that are; they go before those of the model. Default none are. */
    readonly shared?: Readonly<Record<string, HostTensor>>;
    readonly settings?: Settings;
  },
  progress: Progress,
): Promise<Snapshot> {
  const all = distinct(model.params), same = otherNames(model.params);
  const weights = without(all, shared), here = without(slots, elsewhere);
  const wrong = [
    ...await namesNotFinite({ ...weights, ...prefixed("the slot ", here) }),
    ...oddOf(shared),
    ...oddOf(elsewhere).map((name) => `the slot ${name}`),
  ];
  if (wrong.length > 0) {
    throw new RangeError(
      `Cannot take a snapshot of ${model.name} as all its numbers must be finite: got others in ${listed(wrong)}. ` +
        "Go back to the last checkpoint, with a smaller lr or clipByNorm(1) before the optimizer.",
    );
  }
  const read = await readTensors(weights),
    held = await readTensors(here),
    used = await readPublished(model, optimizer, slots);
  const learned = inOrderOf(all, { ...read, ...shared });
  const learning = Object.fromEntries(Object.keys(used).map((name) => [name, learned[name]!]));
  return Object.freeze({
    model: model.name,
    optimizer: optimizer.name,
    weights: { ...learned, ...used },
    ...Object.keys(used).length > 0 && { learning },
    ...Object.keys(same).length > 0 && { same },
    slots: { ...inOrderOf(slots, { ...held, ...elsewhere }), ...elsewhere },
    progress,
    ...settings && { settings },
  });
}

/** What was read of some tensors, in their order: files are the same bytes wherever each was read. */
function inOrderOf(named: Params, read: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> {
  return Object.fromEntries(Object.keys(named).map((name) => [name, read[name]!]));
}

function without(named: Params, others: Readonly<Record<string, HostTensor>>): Params {
  return Object.fromEntries(Object.entries(named).filter(([name]) => !Object.hasOwn(others, name)));
}

/** Names of host tensors with a number that is not finite. */
function oddOf(tensors: Readonly<Record<string, HostTensor>>): string[] {
  return Object.entries(tensors).filter(([, { data }]) => !data.every(Number.isFinite)).map(([name]) => name);
}

/** What is used in place of the weights that learn. */
async function readPublished(
  { params }: Named,
  optimizer: Pick<Optimizer, "published">,
  slots: Slots,
): Promise<Record<string, HostTensor>> {
  // Clones, as what is published may be slots, which stay.
  const published = tf.tidy(() => clones(optimizer.published?.(slots, params) ?? {}));
  try {
    return await readTensors(published);
  } finally {
    tf.dispose(published);
  }
}

function clones(tensors: Tensors): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}

function prefixed(prefix: string, slots: Slots): Slots {
  return Object.fromEntries(Object.entries(slots).map(([name, slot]) => [prefix + name, slot]));
}

/** The part of a model that a snapshot is of. */
export type Named = Pick<Model<never, unknown>, "name" | "params">;

/**
 * Writes the weights of a snapshot into a model.
 *
 * @throws {RangeError} If the snapshot is of another model, with the keys that differ.
 */
export function restoreWeights({ weights, same = {}, model: from }: Snapshot, model: Named): void {
  const others = Object.fromEntries(Object.entries(same).map(([name, first]) => [name, weights[first]!]));
  const saved = { ...weights, ...others };
  // Where the model has one weight under two names, two that are not alike cannot both be loaded.
  const torn = Object.entries(otherNames(model.params)).filter(([name, first]) =>
    name in saved && first in saved && !alike(saved[name]!, saved[first]!)
  );
  const differences = list("of a weight that is another one too", torn.map(([name, first]) => `${name} is ${first}`));
  restore(saved, model.params, `weights of ${from}`, `the model ${model.name}`, differences);
}

/**
 * Writes the weights that learn into a model, where a run goes on; {@linkcode restoreWeights} writes those that are used.
 *
 * @throws {RangeError} If the snapshot is of another model, with the keys that differ.
 */
export function restoreLearning(from: Snapshot, model: Named): void {
  restoreWeights({ ...from, weights: { ...from.weights, ...from.learning } }, model);
}

function alike({ data: a }: HostTensor, { data: b }: HostTensor): boolean {
  return a === b || (a.length === b.length && a.every((number, i) => number === b[i]));
}

/**
 * Writes the slots of a snapshot into those of an optimizer. Those that optimizers of before did not have may lack.
 *
 * @throws {RangeError} If the snapshot is of another optimizer, with the keys that differ.
 */
export function restoreSlots({ slots: saved, optimizer: from }: Snapshot, slots: Slots, optimizer: string): void {
  const lacking = Object.entries(slots).filter(([name, slot]) => isNewer(slot) && !Object.hasOwn(saved, name));
  const whole = lacking.map(([name, { shape }]) => [name, none(shape)] as const);
  restore({ ...saved, ...Object.fromEntries(whole) }, slots, `slots of ${from}`, `the optimizer ${optimizer}`);
}

function none(shape: readonly number[]): HostTensor {
  return { dtype: "float32", shape: [...shape], data: new Float32Array(shape.reduce((all, side) => all * side, 1)) };
}

function restore(
  saved: Readonly<Record<string, HostTensor>>,
  into: Params,
  what: string,
  whose: string,
  others: readonly string[] = [],
): void {
  const differences = [
    ...others,
    ...list("missing", Object.keys(into).filter((name) => !Object.hasOwn(saved, name))),
    ...list("unknown", Object.keys(saved).filter((name) => !Object.hasOwn(into, name))),
    ...list(
      "of another shape",
      Object.entries(saved).flatMap(([name, { shape }]) => {
        const wanted = Object.hasOwn(into, name) ? into[name]!.shape : undefined;
        return wanted === undefined || String(wanted) === String(shape) ? [] : [`${name} [${shape}] for [${wanted}]`];
      }),
    ),
    ...list(
      "of another type",
      Object.entries(saved).flatMap(([name, { dtype }]) => {
        const wanted = Object.hasOwn(into, name) ? into[name]!.dtype : dtype;
        return wanted === dtype ? [] : [`${name} ${dtype} for ${wanted}`];
      }),
    ),
  ];
  if (differences.length > 0) {
    throw new RangeError(
      `Cannot load ${what} into ${whose} as their keys, shapes and types must agree: got ${differences.join("; ")}. ` +
        (what.startsWith("slots")
          ? "Resume with the optimizer it was trained with, or begin with the weights alone: .train({ weights: path })."
          : "Build the model with the arguments it was trained with."),
    );
  }
  for (const [name, variable] of Object.entries(distinct(into))) writeTensor(variable, saved[name]!);
}

function list(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 5).join(", ");
  return [`${names.length} ${what} (${shown}${names.length > 5 ? ", ..." : ""})`];
}
