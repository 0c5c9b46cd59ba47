/**
 * What never changes of a step that is cut: its parts one after the other, and what is done between them. Tensors are told by their
 * place among all that it was given and has come by: its inputs, then what each part leaves and what is made where it is cut.
 */
import { tf } from "../../../tf.ts";
import type { Values } from "../binding/binding.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { partOf, samePart } from "./part.ts";
import type { Part, Session } from "./records.ts";

/** A tensor as tfjs sees it, by its place. */
export interface Placed {
  readonly place: number;
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** What is done between two parts. */
export interface Cut {
  /** What it reads. */
  readonly from: readonly Placed[];
  /** How many tensors it makes. */
  readonly made: number;
  run(from: readonly tf.Tensor[]): unknown;
}

/** Parts with what is between them. */
export interface Chain {
  readonly parts: readonly Part[];
  /** After each part but the last. */
  readonly cuts: readonly Cut[];
  /** What ends while each part runs, beside its own. */
  readonly ends: readonly (readonly number[])[];
  /** What lives on. */
  readonly outputs: readonly (Placed & { readonly name: string })[];
}

/** Takes down a chain while its JavaScript runs. */
export interface Recorder {
  /** Before the part that is under way is cut off. */
  cut(session: Session | undefined, run: Cut["run"], from: readonly tf.Tensor[] | undefined): void;
  /** When the next one begins, with what was made between them. */
  goOn(session: Session | undefined, made: unknown): void;
  /** When a tensor ends. */
  gone(id: number): void;
  /** What has a place. */
  has(id: number): boolean;
  /**
   * At the end.
   *
   * @param results What lives on.
   * @returns The chain, or undefined where it cannot be told what it depends on.
   */
  end(session: Session | undefined, results: readonly (Omit<Placed, "place"> & Numbered)[]): Chain | undefined;
}

interface Numbered {
  readonly name: string;
  readonly id: number;
}

/**
 * Begins to take a chain down.
 *
 * @param session The step that is under way.
 * @param ids The numbers of the inputs.
 * @param viewed The variable that a tensor is the value of.
 */
export function recorder(session: Session, ids: readonly number[], viewed: ReadonlyMap<number, number>): Recorder {
  const places = new Map(ids.map((id, place) => [id, place])), there = [...ids], made = new Map<number, Values>();
  const parts: Part[] = [], cuts: Cut[] = [], ends: number[][] = [[]];
  let fits = true;
  session.made = made;
  const take = (id: number): void => {
    if (places.has(id)) fits = false;
    places.set(id, there.length);
    there.push(id);
  };
  const finish = (current: Session | undefined, outputs: Parameters<typeof partOf>[2]): void => {
    const part = current && current.unfit === undefined ? partOf(current, there, outputs, made, viewed) : undefined;
    if (part === undefined) fits = false;
    if (!fits) return;
    parts.push(part!);
    for (const { id } of outputs.values()) take(id);
  };
  return {
    cut(current, run, from = []) {
      const left = [...current?.alive.keys() ?? []].map((id, i) => [String(i), { id, shape: [], dtype: "" }] as const);
      if (fits) finish(current, new Map(left));
      delete current?.made;
      // What ends from now on is part of what follows.
      ends.push([]);
      if (from.length === 0) fits = false;
      if (!fits) return;
      const numbers = (tf.backend() as unknown as NativeBackend).getInputTensorIds([...from]);
      const read = numbers.map((id, i) => ({
        place: places.get(id) ?? -1,
        shape: from[i]!.shape,
        dtype: from[i]!.dtype,
      }));
      if (read.some(({ place }) => place < 0)) fits = false;
      cuts.push({ from: read, run, made: 0 });
    },
    goOn(current, results) {
      if (current !== undefined) current.made = made;
      if (!fits) return;
      if (!Array.isArray(results) || results.some((tensor) => !(tensor instanceof tf.Tensor))) {
        return void (fits = false);
      }
      const tensors = results as tf.Tensor[];
      for (const id of (tf.backend() as unknown as NativeBackend).getInputTensorIds(tensors)) take(id);
      cuts.push({ ...cuts.pop()!, made: tensors.length });
    },
    gone(id) {
      const place = places.get(id);
      if (place !== undefined && place >= ids.length) ends.at(-1)!.push(place);
    },
    has: (id) => places.has(id),
    end(current, results) {
      delete current?.made;
      if (!fits) return;
      // Those that an earlier part has left are there already.
      const last = results.filter(({ id }) => !places.has(id)).map(({ name, ...about }) => [name, about] as const);
      finish(current, new Map(last));
      if (!fits) return;
      const outputs = results.map(({ id, ...about }) => ({ ...about, place: places.get(id)! }));
      const ended = new Set(ends.flat()), made = placesMade(ids.length, { parts, cuts });
      const lasting = new Set(outputs.map(({ place }) => place));
      // What was given, or made between parts, is not the chain's to hand out; and nothing may be left that nobody was told of.
      const odd = outputs.some(({ place }) => place < ids.length || ended.has(place) || made.has(place));
      const left = there.length - ids.length - ended.size - lasting.size;
      return odd || left !== 0 || lasting.size < outputs.length ? undefined : { parts, cuts, ends, outputs };
    },
  };
}

/** The places of what was made between parts. */
export function placesMade(inputs: number, { parts, cuts }: Pick<Chain, "parts" | "cuts">): ReadonlySet<number> {
  const places = new Set<number>();
  let at = inputs;
  for (const [i, { made }] of cuts.entries()) {
    at += parts[i]!.outputs.length;
    for (let k = 0; k < made; k++) places.add(at++);
  }
  return places;
}

/** Whether two chains are one. */
export function sameChain(a: Chain, b: Chain): boolean {
  const told = ({ cuts, ends, outputs }: Chain) => JSON.stringify([cuts, ends.map((each) => each.toSorted()), outputs]);
  return a.parts.length === b.parts.length && a.parts.every((part, i) => samePart(part, b.parts[i]!)) &&
    told(a) === told(b);
}
