/** A run's state to the host and back. */
import type { Model, Params } from "../model.ts";
import type { Slots } from "../optimizer.ts";
import type { Settings } from "../settings.ts";
import type { HostTensor, Progress, Snapshot } from "../snapshot.ts";
import { readTensors, writeTensor } from "../tensors/read.ts";

/**
 * Reads everything that a run needs to go on.
 *
 * @param parts The model, the optimizer and its slots, and what the run is made of.
 * @param progress Where the run is.
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
  { model, optimizer, slots, settings }: {
    readonly model: Named;
    readonly optimizer: { readonly name: string };
    readonly slots: Slots;
    readonly settings?: Settings;
  },
  progress: Progress,
): Promise<Snapshot> {
  return Object.freeze({
    model: model.name,
    optimizer: optimizer.name,
    weights: await readTensors(model.params),
    slots: await readTensors(slots),
    progress,
    ...settings && { settings },
  });
}

/** The part of a model that a snapshot is of. */
export type Named = Pick<Model<never, unknown>, "name" | "params">;

/**
 * Writes the weights of a snapshot into a model.
 *
 * @throws {RangeError} If the snapshot is of another model, with the keys that differ.
 */
export function restoreWeights({ weights, model: from }: Snapshot, model: Named): void {
  restore(weights, model.params, `weights of ${from}`, `the model ${model.name}`);
}

/**
 * Writes the slots of a snapshot into those of an optimizer.
 *
 * @throws {RangeError} If the snapshot is of another optimizer, with the keys that differ.
 */
export function restoreSlots({ slots: saved, optimizer: from }: Snapshot, slots: Slots, optimizer: string): void {
  restore(saved, slots, `slots of ${from}`, `the optimizer ${optimizer}`);
}

function restore(saved: Readonly<Record<string, HostTensor>>, into: Params, what: string, whose: string): void {
  const differences = [
    ...list("missing", Object.keys(into).filter((name) => !(name in saved))),
    ...list("unknown", Object.keys(saved).filter((name) => !(name in into))),
    ...list(
      "of another shape",
      Object.entries(saved).flatMap(([name, { shape }]) => {
        const wanted = into[name]?.shape;
        return wanted === undefined || String(wanted) === String(shape) ? [] : [`${name} [${shape}] for [${wanted}]`];
      }),
    ),
  ];
  if (differences.length > 0) {
    throw new RangeError(
      `Cannot load ${what} into ${whose} as their keys and shapes must agree: got ${differences.join("; ")}. ` +
        "Build the model with the arguments it was trained with.",
    );
  }
  for (const [name, tensor] of Object.entries(saved)) writeTensor(into[name]!, tensor);
}

function list(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 5).join(", ");
  return [`${names.length} ${what} (${shown}${names.length > 5 ? ", ..." : ""})`];
}
