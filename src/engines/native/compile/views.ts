/**
 * What a tracer knows of tensors by their numbers: which are there, which are to be read only when someone wants them, and
 * which are the present value of a variable.
 */
import { type Attribute, ON_FLOAT_VARIABLE } from "../binding/attributes.ts";
import type { Binding } from "../binding/binding.ts";
import { READ } from "./trace.ts";

/** Tensors by their numbers. */
export interface Views {
  /** The binding's numbers of results that were put off and are there now. */
  readonly real: Map<number, number>;
  /** The variable that a tensor is the last value of, where it is to be read only when someone wants it. */
  readonly unread: Map<number, number>;
  /** The variable that a tensor is the value of. */
  readonly viewed: Map<number, number>;
  /** The shapes of variables. */
  readonly shapes: Map<number, readonly number[]>;
  /** The values of short lists of whole numbers. */
  readonly small: Map<number, readonly number[]>;
  /** The binding's number of a tensor; reads it if it waits for that. */
  resolve(id: number): number;
  /** Forgets what is known of a tensor. */
  forget(id: number): void;
  /**
   * Tells when one of these tensors is written to or disposed of.
   *
   * @returns What ends that.
   */
  watch(ids: readonly number[], changed: () => void): () => void;
  /** Gives a tensor back, if it is there. */
  remove(id: number): void;
  /** Before an operation: whoever holds the value of a variable that is to change keeps the value. */
  keepValues(name: string, inputs: readonly number[]): void;
  /** After an operation: what is known of variables. */
  note(name: string, attributes: readonly Attribute[], inputs: readonly number[], ids: readonly number[]): void;
}

/** Starts to know of the tensors of a binding. */
export function openViews(binding: Binding): Views {
  const real = new Map<number, number>();
  const unread = new Map<number, number>();
  // The tensor that is the value of a variable, and the other way round.
  const latest = new Map<number, number>(), viewed = new Map<number, number>();
  const shapes = new Map<number, readonly number[]>();
  const small = new Map<number, readonly number[]>();
  const watchers = new Map<number, Set<() => void>>();

  const watch = (ids: readonly number[], changed: () => void): () => void => {
    for (const id of ids) watchers.set(id, (watchers.get(id) ?? new Set()).add(changed));
    return () => {
      for (const id of ids) {
        watchers.get(id)?.delete(changed);
        if (watchers.get(id)?.size === 0) watchers.delete(id);
      }
    };
  };
  const tell = (id: number): void => {
    for (const changed of [...watchers.get(id) ?? []]) changed();
  };

  const resolve = (id: number): number => {
    const variable = unread.get(id);
    if (variable !== undefined) {
      unread.delete(id);
      const [value] = binding.execute(READ, ON_FLOAT_VARIABLE, [variable], 1);
      real.set(id, value!);
      return value!;
    }
    return real.get(id) ?? id;
  };

  const forget = (id: number): void => {
    const variable = viewed.get(id);
    if (variable !== undefined) {
      viewed.delete(id);
      if (latest.get(variable) === id) latest.delete(variable);
    }
    small.delete(id);
    shapes.delete(id);
    tell(id);
  };

  const remove = (id: number): void => {
    if (unread.delete(id)) return;
    const there = real.get(id) ?? id;
    real.delete(id);
    // The binding does not know the number of a result that never was.
    binding.deleteTensor(there);
  };

  const keepValues = (name: string, inputs: readonly number[]): void => {
    if (name === READ) return;
    for (const id of inputs) {
      if (!shapes.has(id)) continue;
      tell(id);
      const view = latest.get(id);
      if (view === undefined) continue;
      if (unread.has(view)) resolve(view);
      latest.delete(id);
      viewed.delete(view);
    }
  };

  const note = (
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    ids: readonly number[],
  ): void => {
    if (name === "VarHandleOp") {
      const shape = attributes.find(({ name }) => name === "shape")!.value as number[];
      shapes.set(ids[0]!, shape);
    } else if (name === READ && shapes.has(inputs[0]!)) {
      const before = latest.get(inputs[0]!);
      if (before !== undefined) viewed.delete(before);
      latest.set(inputs[0]!, ids[0]!);
      viewed.set(ids[0]!, inputs[0]!);
    }
  };

  return { real, unread, viewed, shapes, small, resolve, forget, watch, remove, keepValues, note };
}
