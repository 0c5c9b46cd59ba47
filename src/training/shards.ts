/**
 * Weights shared out over ranks: each keeps an equal part of the numbers of every weight, and of its slots, between steps. Within a step those of a part of
 * the network that is run again for its gradient are whole while it runs, the others from the beginning of the step to the end of its gradients.
 */
import type { RankGroup } from "../group.ts";
import type { Params } from "../model.ts";
import type { HostTensor } from "../snapshot.ts";
import { distinct, otherNames } from "../tensors/by_name.ts";
import { readNow, readTensors } from "../tensors/read.ts";
import { empty, handOut, isInUnit, type Units } from "../tensors/units.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";

/** Shared weights. */
export interface Shards {
  /** What the optimizer moves, by the names of the weights: parts in place of those that are shared out. */
  readonly params: Params;
  /** Who makes weights whole within a step. */
  readonly units: Units;
  /** Those by which a loss is derived, of those that learn: what is in a unit is derived by whoever runs it. */
  derived(learned: Params): Params;
  /** Runs a step, and gives back what is not of this rank, however that ends. */
  during<T>(absent: boolean, run: () => T): T;
  /** Makes the weights whole that are in no unit. */
  begin(): void;
  /**
   * What the optimizer takes: the parts of all gradients over all ranks that are shared out.
   *
   * @param own The gradients of this rank that were derived; those of weights on all ranks come back as they are.
   */
  collect(own: Readonly<Record<string, tf.Tensor>>): {
    readonly parts: Record<string, tf.Tensor>;
    readonly others: Record<string, tf.Tensor>;
  };
  /** Makes all weights whole, as for a validation. */
  gatherAll(): void;
  /** Gives back what is not of this rank. */
  releaseAll(): void;
  /** Tensors of the parts of all ranks, whole, by name: all ranks ask for the same. Only the first one has them. */
  whole(tensors: Readonly<Record<string, tf.Tensor>>): Promise<Record<string, HostTensor>>;
  /** Of which weight a tensor is a part, by its name and its shape; undefined for one that is whole. */
  weightOf(name: string, shape: readonly number[]): string | undefined;
  /** The part of this rank of whole tensors; those that are no weight's come back as they are. */
  cut(whole: Readonly<Record<string, HostTensor>>): Record<string, HostTensor>;
  /** Gives back the parts. The weights are whole if `gatherAll` was called before, else of no use. */
  dispose(): void;
}

/** Numbers of a rank that go round at one time. */
const AT_ONCE = 2 ** 22;

/**
 * Shares out weights, whose numbers are the same on all ranks. Those of fewer numbers than there are ranks, and those that do not learn, stay on
 * all of them.
 *
 * @param group The ranks.
 * @param model Their names are those of the parts.
 * @param frozen The names of those that do not learn in this run.
 *
 * @example See `tests/training/shards_test.ts`.
 */
export function shardsOf(group: RankGroup, model: Params, frozen: readonly string[] = []): Shards {
  const { rank, size } = group,
    weights = distinct(model),
    others = otherNames(model),
    tied = new Set(Object.values(others));
  const shared = Object.entries(weights).filter(([name, each]) =>
    each.trainable && each.dtype === "float32" && each.size >= size && !frozen.includes(name)
  );
  const cutAt = (numbers: number, i: number) => Math.floor(numbers * i / size);
  const lengthOf = (numbers: number, of = rank) => cutAt(numbers, of + 1) - cutAt(numbers, of);
  // As many sides as the weight has, as rules of optimizers go by them.
  const shapeOf = ({ size, rank: sides }: tf.Tensor) => [lengthOf(size), ...Array(sides - 1).fill(1)] as number[];
  const own = (numbers: HostTensor["data"]) =>
    numbers.slice(cutAt(numbers.length, rank), cutAt(numbers.length, rank + 1)) as Float32Array;
  const names = new Map<tf.Variable, string>(shared.map(([name, each]) => [each, name]));
  const parts = new Map<tf.Variable, tf.Variable>(shared.map(([, each]) => {
    const part = weight(shapeOf(each), 0);
    tf.tidy(() => part.assign(tf.tensor(own(readNow([each])[0]!), part.shape, "float32")));
    return [each, part];
  }));
  const inUnits = new Set([...names].filter(([each, name]) => isInUnit(each) && !tied.has(name)).map(([each]) => each));
  const rest = [...names.keys()].filter((each) => !inUnits.has(each));
  const whole = new Set(names.keys()), sums = new Map<tf.Variable, tf.Tensor>(), anchor = weight([], 0);
  let absent = false;

  const gather = (those: readonly tf.Variable[]): void => {
    for (const some of together(those.filter((each) => !whole.has(each)), size)) {
      const mine = joined(readNow(some.map((each) => parts.get(each)!)) as Float32Array[]);
      const all = group.now.gather(mine), at = Array<number>(size).fill(0);
      for (const each of some) {
        const numbers = new Float32Array(each.size);
        for (const [i, come] of all.entries()) {
          const length = lengthOf(each.size, i);
          numbers.set(come.subarray(at[i]!, at[i]! += length), cutAt(each.size, i));
        }
        tf.tidy(() => each.assign(tf.tensor(numbers, each.shape, "float32")));
        whole.add(each);
      }
    }
  };
  const release = (those: Iterable<tf.Variable>): void => {
    for (const each of those) if (whole.delete(each)) empty(each);
  };
  const take = (those: readonly tf.Variable[], gradients: readonly (tf.Tensor | undefined)[]): void => {
    const given = those.flatMap((each, i) => gradients[i] === undefined ? [] : [[each, gradients[i]!] as const]);
    const slopes = new Map(given);
    for (const some of together(given.map(([each]) => each), 1)) {
      // What does not count might not be finite, and then 0 times it is not 0.
      const read = some.map((each) => absent ? new Float32Array(each.size) : readNow([slopes.get(each)!])[0]!);
      const share = (i: number) =>
        joined(
          read.map((numbers) =>
            numbers.subarray(cutAt(numbers.length, i), cutAt(numbers.length, i + 1)) as Float32Array
          ),
        );
      const send = Array.from({ length: size }, (_, i) => share(i));
      const come = Array.from(
        { length: size },
        (_, i) => i === rank ? send[rank]! : new Float32Array(send[rank]!.length),
      );
      group.now.allToAll(send.map(bytesOf), come.map(bytesOf));
      // In the order of the ranks, whoever adds.
      const sum = come[0]!.slice();
      for (const numbers of come.slice(1)) for (let i = 0; i < sum.length; i++) sum[i]! += numbers[i]!;
      let at = 0;
      for (const each of some) {
        const numbers = sum.slice(at, at += lengthOf(each.size)), before = sums.get(each);
        // A unit may run more than once in a step.
        const added = before === undefined ? [] : readNow([before])[0]!;
        for (const [i, number] of added.entries()) numbers[i]! += number;
        before?.dispose();
        sums.set(each, tf.keep(tf.tensor(numbers, shapeOf(each), "float32")));
      }
    }
  };
  const dropSums = () => {
    for (const sum of sums.values()) sum.dispose();
    sums.clear();
  };
  /** The weight of the longest name that a slot's begins with, of those that have this shape. */
  const ownerOf = (name: string, shape: readonly number[], shapeOf: (each: tf.Tensor) => readonly number[]) =>
    shared.filter(([weight, each]) =>
      (name === weight || name.startsWith(`${weight}/`)) && String(shape) === String(shapeOf(each))
    ).toSorted(([a], [b]) => b.length - a.length)[0];
  const weightOf = (name: string, shape: readonly number[]) => ownerOf(name, shape, shapeOf)?.[0];
  const units: Units = {
    anchor,
    apart: (those) => those.filter((each) => names.has(each) && !whole.has(each)),
    ...{ gather, release, take },
    isPart: (name) => weights[name] !== undefined && names.has(weights[name]),
    sum(part) {
      const numbers = Float64Array.of(readNow([part])[0]![0]!);
      group.now.sum(numbers);
      return tf.scalar(numbers[0]!);
    },
  };
  release(names.keys());
  return {
    params: Object.fromEntries(Object.entries(model).map(([name, each]) => [name, parts.get(each) ?? each])),
    units,
    derived: (learned) =>
      Object.fromEntries([...Object.entries(learned).filter(([, each]) => !inUnits.has(each)), [ANCHOR, anchor]]),
    during(isAbsent, run) {
      absent = isAbsent;
      try {
        return run();
      } finally {
        release([...whole]);
        dropSums();
      }
    },
    begin: () => gather(rest),
    collect(own) {
      const here = Object.entries(own).filter(([name]) => name !== ANCHOR),
        isShared = ([name]: readonly [string, unknown]) => units.isPart(name);
      const mine = here.filter(isShared);
      take(mine.map(([name]) => weights[name]!), mine.map(([, gradient]) => gradient));
      release([...whole]);
      const found = Object.fromEntries([...sums].map(([each, sum]) => [names.get(each)!, handOut(sum)]));
      sums.clear();
      return { parts: found, others: Object.fromEntries(here.filter((each) => !isShared(each))) };
    },
    gatherAll: () => gather([...names.keys()]),
    releaseAll: () => release([...whole]),
    async whole(tensors) {
      const found: [string, HostTensor][] = [];
      for (const [name, tensor] of Object.entries(tensors)) {
        const of = weightOf(name, tensor.shape);
        if (of === undefined) continue;
        const { part } = await readTensors({ part: tensor }), all = await group.gather(part!.data as Float32Array);
        const { shape } = weights[of]!;
        if (rank === 0) found.push([name, { dtype: "float32", shape, data: joined(all) }]);
      }
      return Object.fromEntries(found);
    },
    weightOf,
    cut: (whole) =>
      Object.fromEntries(
        Object.entries(whole).map(([name, tensor]) => {
          const of = ownerOf(name, tensor.shape, ({ shape }) => shape);
          return [name, of === undefined ? tensor : { ...tensor, shape: shapeOf(of[1]), data: own(tensor.data) }];
        }),
      ),
    dispose() {
      dropSums();
      tf.dispose([anchor, ...parts.values()]);
    },
  };
}

/** No weight has a name that begins with a space. */
const ANCHOR = " anchor";

/** Weights in their order, as many at once as are of that many numbers on a rank, or one. */
function together(weights: readonly tf.Variable[], ranks: number): tf.Variable[][] {
  const some: tf.Variable[][] = [];
  let left = 0;
  for (const each of weights) {
    left -= Math.ceil(each.size / ranks);
    if (left < 0 || some.length === 0) {
      some.push([]);
      left = AT_ONCE - Math.ceil(each.size / ranks);
    }
    some.at(-1)!.push(each);
  }
  return some;
}

function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
