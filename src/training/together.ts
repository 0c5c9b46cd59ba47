/** One step that several ranks do together: what they say to each other while it runs. It blocks, as a step cannot wait. */
import type { EngineInfo } from "../engine.ts";
import type { RankGroup } from "../group.ts";
import type { Params } from "../model.ts";
import { inMeeting, type Meeting, type Rows } from "../tensors/meeting.ts";
import type { Units } from "../tensors/units.ts";
import { readNow } from "../tensors/read.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import type { Slopes } from "./differentiate.ts";
import { earlySums } from "./early_sums.ts";
import type { Wire } from "./wire.ts";

/** What all ranks know of the batch of a step. */
export interface WholeBatch {
  /** Which rows of it this rank has. */
  readonly rows: Rows;
  /** How many examples the loss is a mean over, on all ranks. */
  readonly count: number;
  /** How many on this one. */
  readonly own: number;
  /** Whether this rank has examples of it. */
  readonly absent: boolean;
}

/** What a step asks of the others. */
export interface Together {
  /** The part of this rank in the loss, by which that is multiplied before it is differentiated. */
  readonly share: tf.Variable;
  /** Whether norms meet within the forward pass. */
  readonly norms: boolean;
  /** How many examples the loss of all is a mean over. */
  readonly count: number;
  /** The same where an update counts its examples itself. */
  weigh(count: number | tf.Scalar): { readonly share: tf.Scalar; readonly count: number };
  /**
   * Takes the gradient of a weight that is whole while others are computed, so that its sum can begin: then that is part of what `slopes` answers.
   * Of the same weights on all ranks. Left out, all begin there.
   */
  early?(name: string, gradient: tf.Tensor): void;
  /** The loss and the gradients of all ranks from those of each, which were multiplied by its share; not yet the parts. */
  slopes(own: Slopes, share: tf.Tensor): Slopes;
  /** What a step has logged, as a mean over all examples. */
  logged(own: Readonly<Record<string, tf.Scalar>>): Record<string, tf.Scalar>;
  /** Runs what moves weights outside of a step. */
  meet<T>(run: () => T): T;
  /** Runs a step. */
  run<T>(whole: WholeBatch, step: () => T): T;
  /** Gives back what it keeps. */
  dispose(): void;
}

/** What steps are made together with. */
export interface TogetherParts {
  readonly group: RankGroup;
  /** All weights, each by its first name. */
  readonly weights: Params;
  /** Whether norms go by the statistics of the whole batch; else those of all ranks are averaged after each step. */
  readonly norms: boolean;
  /** How gradients are sent. */
  readonly wire: Wire;
  /** Whether the optimizer adds gradients up itself, when it moves weights by them. Default they are added up in each step. */
  readonly partial?: boolean;
  /** Is told on which ranks a loss is not finite. */
  readonly odd?: (ranks: readonly number[]) => void;
  readonly engine: Pick<EngineInfo, "apart" | "exchanging"> | undefined;
  /** Who makes weights whole that are shared out. Default all are whole. */
  readonly units?: Units | undefined;
}

/**
 * Makes what steps ask of the others.
 *
 * @example See `tests/training/together_test.ts`.
 */
export function togetherBy(
  { group, weights, norms, wire, partial = false, odd, engine, units }: TogetherParts,
): Together {
  const apart: NonNullable<EngineInfo["apart"]> = engine?.apart ?? ((run, from = []) => run(from));
  const share = weight([], 1, { trainable: false }), { now } = group;
  const statistics = Object.values(weights).filter(({ trainable, dtype }) => !trainable && dtype === "float32");
  // A norm keeps statistics: without any, the forward pass needs nobody.
  const meets = norms && statistics.length > 0;
  let present: WholeBatch | undefined, given = 1, room = new Float32Array(0);
  const whole = () => present!;
  /** Room that is used again, as getting new memory takes longer than filling it. */
  const roomFor = (size: number) => {
    if (room.length < size) room = new Float32Array(size);
    return room.subarray(0, size);
  };
  /** Tensors of all ranks added up, by way of the host. */
  const added = (
    tensors: readonly tf.Tensor[],
    add: (numbers: Float32Array<ArrayBuffer>) => void,
    absent = whole().absent,
    // Few as they mostly are; an engine that cuts a step copies them only when it goes on.
    numbers = new Float32Array(sizeOf(tensors)),
  ): tf.Tensor[] => {
    let at = 0;
    for (const values of readNow(tensors)) {
      numbers.set(values, at);
      at += values.length;
    }
    // What does not count might not be finite, and then 0 times it is not 0.
    if (absent) numbers.fill(0);
    add(numbers);
    at = 0;
    // An engine that cuts a step takes its own copy at once.
    const taken = (size: number) => {
      const own = numbers.subarray(at, at += size);
      return engine?.apart === undefined ? own.slice() : own;
    };
    return tensors.map(({ size, shape, dtype }) => tf.tensor(taken(size), shape, dtype as "float32"));
  };
  /** The same from memory to memory, where the engine and the ranks can, and nothing is to be rounded. */
  const exchange = wire.exact && now.sumInto !== undefined ? engine?.exchanging?.() : undefined;
  const addedUp = (tensors: readonly tf.Tensor[], names: readonly string[], absent: boolean): readonly tf.Tensor[] => {
    const parts = () => names.map((name, i) => ({ name, size: tensors[i]!.size }));
    if (exchange === undefined) {
      return added(tensors, (numbers) => wire.sum(numbers, group, parts()), absent, roomFor(sizeOf(tensors)));
    }
    return exchange(absent ? zeros(tensors) : tensors, now.sumInto!)();
  };
  const learned = Object.values(weights).filter(({ trainable }) => trainable);
  const early = exchange === undefined || now.startSumInto === undefined || partial ? undefined : earlySums({
    ...{ apart, exchange, start: now.startSumInto, size: sizeOf(learned), absent: () => whole().absent },
  });
  const sum = (tensors: readonly tf.Tensor[]) =>
    apart((tensors) => added(tensors, (numbers) => now.sum(numbers)), tensors);

  const met = (rows: Rows): Meeting => ({
    ...{ rows, norms: meets, sum, partial, units },
    // What was added up over steps counts, whatever becomes of the present one.
    gradients: (tensors, names) => apart((tensors) => addedUp(tensors, names, false), tensors),
    moments(mean, variance, count) {
      const [all, spread, values] = apart((own) => {
        const [means, variances] = readNow(own) as [Float32Array, Float32Array], { length } = means;
        const numbers = new Float64Array(2 * length + 1), weight = whole().absent ? 0 : count;
        for (let i = 0; weight > 0 && i < length; i++) {
          numbers[i] = weight * means[i]!;
          numbers[length + i] = weight * (variances[i]! + means[i]! * means[i]!);
        }
        numbers[2 * length] = weight;
        now.sum(numbers);
        const counted = numbers[2 * length]!;
        const centre = Float32Array.from({ length }, (_, i) => numbers[i]! / counted);
        const around = (i: number) => Math.max(0, numbers[length + i]! / counted - (numbers[i]! / counted) ** 2);
        return [
          tf.tensor1d(centre),
          tf.tensor1d(Float32Array.from({ length }, (_, i) => around(i))),
          tf.scalar(counted),
        ];
      }, [mean, variance]);
      return { mean: all as tf.Tensor1D, variance: spread as tf.Tensor1D, count: values! };
    },
  });
  const partOf = (own: number, all: number) => all > 0 ? own / all : whole().absent ? 0 : 1 / group.size;

  return {
    ...{ share, norms: meets },
    ...early && { early: early.take },
    get count() {
      return whole().count;
    },
    weigh(count) {
      const [part, all] = apart(() => {
        const own = whole().absent ? 0 : typeof count === "number" ? count : readNow([count])[0]![0]!;
        const counts = Float64Array.of(own);
        now.sum(counts);
        return [tf.scalar(partOf(own, counts[0]!)), counts[0]!] as const;
      });
      return { share: part, count: all };
    },
    slopes({ loss, parts, gradients, sums, ...others }, part) {
      const names = Object.keys(gradients), shown = Object.keys(parts);
      const weighed = [loss, ...Object.values(parts)].map((scalar) => tf.mul(scalar, part));
      const averaged = norms ? [] : statistics.map((each) => tf.mul(each, part));
      const few = [...weighed, ...averaged, ...sums === undefined ? [] : [sums]];
      const own = Object.values(gradients), begun = early?.names ?? new Set();
      const left = names.filter((name) => !begun.has(name)), late = left.map((name) => gradients[name]!);
      const [[total, ...rest], summed] = apart(() => {
        const told = added(few, (numbers) => {
          const here = Number.isFinite(numbers[0]) ? 0 : 1;
          now.sum(numbers);
          if (odd === undefined || Number.isFinite(numbers[0])) return;
          odd(now.gather(Uint8Array.of(here)).flatMap(([wrong], i) => wrong === 1 ? i : []));
        });
        // They go by a way of their own, which may round them.
        if (partial) return [told, {}] as const;
        const sums = addedUp(late, left, whole().absent);
        return [told, { ...Object.fromEntries(left.map((name, i) => [name, sums[i]!])), ...early?.end() }] as const;
      });
      const all: Slopes["gradients"] = !partial
        ? summed
        : whole().absent
        ? Object.fromEntries(names.map((name, i) => [name, tf.zerosLike(own[i]!)]))
        : gradients;
      const told = rest.slice(0, shown.length);
      for (const [i, variable] of (norms ? [] : statistics).entries()) variable.assign(rest[shown.length + i]!);
      const watched = sums &&
        tf.concat1d([tf.reshape(total!, [1]), tf.slice1d(rest.at(-1) as tf.Tensor1D, 1, names.length)]);
      return {
        ...others,
        loss: total as tf.Scalar,
        parts: Object.fromEntries(shown.map((name, i) => [name, told[i] as tf.Scalar])),
        gradients: Object.fromEntries(names.map((name) => [name, all[name]!])),
        sums: watched as tf.Tensor1D | undefined,
      };
    },
    logged(own) {
      const { size, whole: all } = whole().rows, names = Object.keys(own), rows = whole().absent ? 0 : size / all;
      const summed = sum(Object.values(own).map((scalar) => tf.mul(scalar, rows)));
      return Object.fromEntries(names.map((name, i) => [name, summed[i] as tf.Scalar]));
    },
    meet: (run) => inMeeting(met({ from: 0, size: 0, whole: 0 }), run),
    run(next, step) {
      present = next;
      const part = partOf(next.own, next.count);
      if (part !== given) {
        tf.tidy(() => share.assign(tf.scalar(part)));
        given = part;
      }
      try {
        return inMeeting(met(next.rows), step);
      } finally {
        // Where it threw.
        early?.drop();
        present = undefined;
      }
    },
    dispose() {
      share.dispose();
      exchange?.release?.();
    },
  };
}

function sizeOf(tensors: readonly tf.Tensor[]): number {
  return tensors.reduce((sum, { size }) => sum + size, 0);
}

/** What does not count might not be finite, and then 0 times it is not 0. */
function zeros(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  return tensors.map((tensor) => tf.zerosLike(tensor));
}
