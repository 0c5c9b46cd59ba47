/**
 * Compiled steps. A step's JavaScript runs every time; only what it asks of TensorFlow is put off. As long as it asks
 * for what it asked the last time, nothing is computed but the step's host-made values (a learning rate, a dropout
 * mask), and at the step's end all of it is one call of a function. Once it asks for anything else, or for a value,
 * what was put off is done at once and the step goes on eagerly: so a compiled step cannot differ from an eager one.
 */
import type { EngineInfo } from "../../engine.ts";
import type { Attribute } from "./attributes.ts";
import { type Binding, dtypes, type TensorMetadata } from "./binding.ts";
import { type Memory, openLearner } from "./memory.ts";
import { perform as performPart } from "./part.ts";
import { MIXED } from "./mixed.ts";
import { replaying } from "./replay.ts";
import { follows, isTraceable, leavesSame, type Operation, READ, type Ref, type Slot, type Trace } from "./trace.ts";
import { begin, type Session } from "./session.ts";
import type { Known } from "./infer.ts";
import { openViews } from "./views.ts";

/** A binding whose steps can be compiled. */
export interface Tracer extends Binding {
  /** Makes a step that is compiled once it has been seen to repeat itself. */
  readonly compile: NonNullable<EngineInfo["compile"]>;
  /** The same in mixed precision. */
  readonly compileMixed: NonNullable<EngineInfo["compileMixed"]>;
  /** Makes a part of a step that runs without its JavaScript once it has been seen to repeat itself. */
  readonly replay: NonNullable<EngineInfo["replay"]>;
  /** How many steps ran as one call. */
  readonly compiledSteps: number;
}

/** Numbers of results that are put off are above all of the binding's own. */
const FIRST_LAZY = 2 ** 40;
const NONE: readonly Attribute[] = Object.freeze([]);
/** Longer lists of whole numbers are data, not shapes. */
const LONGEST_CONSTANT = 64;

/** Puts compiled steps over a binding. */
export function tracing(binding: Binding, say: (line: string) => void = console.error): Tracer {
  const views = openViews(binding);
  const { learn, learnAtOnce, refuse, release } = openLearner(binding, say);
  const { real, unread, viewed, shapes, small, resolve, forget, keepValues } = views;
  let next = FIRST_LAZY, session: Session | undefined, compiledSteps = 0;

  const refOf = (current: Session, id: number): Ref => {
    const known = current.refs.get(id);
    if (known !== undefined) return known;
    const variable = viewed.get(id);
    let slot: Slot;
    if (shapes.has(id)) slot = { dtype: dtypes.TF_RESOURCE, shape: shapes.get(id)! };
    else if (variable !== undefined) {
      slot = { dtype: dtypes.TF_FLOAT, shape: shapes.get(variable)!, variable: -1 - refOf(current, variable) };
    } else {
      const { dtype, shape } = binding.describe(resolve(id));
      const values = small.get(id);
      slot = values === undefined ? { dtype, shape } : { dtype, shape, values };
    }
    const ref = -1 - current.slots.length;
    current.slots.push(slot);
    current.tensors.push(id);
    current.refs.set(id, ref);
    return ref;
  };

  const record = (
    current: Session,
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
  ): Operation => {
    const refs = inputs.map((id) => refOf(current, id));
    const { slots, results: first } = current;
    return { name, attributes, inputs: refs, slots: slots.length, first, results: [] };
  };

  const finish = (
    current: Session,
    operation: Operation,
    ids: readonly number[],
    results: Operation["results"],
  ): void => {
    operation.results = results;
    current.operations.push(operation);
    for (const id of ids) {
      current.refs.set(id, current.results);
      current.alive.set(id, current.results++);
    }
  };

  /** Does what was put off, as if it never had been. */
  const catchUp = (current: Session): void => {
    const { pending } = current;
    if (pending === undefined) return;
    if (pending.length) console.error("CATCHUP", new Error().stack, current.operations.at(-1), current.operations.length, current.unfit);
    current.pending = undefined;
    for (const item of pending) {
      if (typeof item === "number") {
        views.remove(item);
        continue;
      }
      if ("twin" in item) {
        real.set(item.twin, binding.shareTensor(resolve(item.of)));
        continue;
      }
      if ("part" in item) {
        const there = performPart(item.part, item.tensors.map(resolve), binding);
        for (const [i, { ref }] of [...item.part.outputs.values()].entries()) real.set(item.ids[i]!, there.get(ref)!);
        continue;
      }
      const there = binding.execute(item.name, item.attributes, item.inputs.map(resolve), item.outputs);
      for (const [i, id] of item.ids.entries()) real.set(id, there[i]!);
    }
  };

  /** What is known of an operation's results where no trace has it. */
  const inferred = (current: Session, operation: Operation, outputs: number): Operation["results"] | undefined => {
    const { name, attributes, inputs } = operation;
    if (!current.infers || !isTraceable(name)) return;
    if (outputs === 0) return [];
    const { known, operations, slots } = current;
    while (current.described < operations.length) known.push(...operations[current.described++]!.results);
    const from = inputs.map((ref) => ref < 0 ? slots[-1 - ref]! : known[ref]!);
    if (name === READ) return [{ dtype: dtypes.TF_FLOAT, shape: [...from[0]!.shape!] }];
    const key = JSON.stringify([name, attributes, from.map(({ dtype, shape, values }: Known) => [dtype, shape, values]), outputs]);
    let results = current.inferred.get(key);
    if (results === undefined && !current.inferred.has(key)) {
      current.inferred.set(key, results = binding.infer(name, attributes, from, outputs));
      if (results === undefined) console.error("CANNOT INFER", key);
    }
    return results;
  };

  /** Gives a new variable its first value, as if that had been before the step; answers whether it can be so. */
  const settle = (current: Session, attributes: readonly Attribute[], inputs: readonly number[]): boolean => {
    const [variable, value] = inputs as [number, number];
    const ref = current.refs.get(value);
    if (current.refs.has(variable) || (ref !== undefined && ref >= 0) || viewed.has(value)) return false;
    binding.execute("AssignVariableOp", attributes, [variable, resolve(value)], 0);
    if (ref !== undefined) current.settled.set(-1 - ref, variable);
    return true;
  };

  /** Numbers the slots of a step as if its variables had been there before it. */
  const renumber = (current: Session): void => {
    const { slots, tensors, refs, settled } = current;
    const [oldSlots, oldTensors] = [[...slots], [...tensors]];
    const moved = new Map<number, number>();
    slots.length = tensors.length = 0;
    const place = (old: number): number => {
      const there = moved.get(old);
      if (there !== undefined) return there;
      const settledAs = settled.has(old) ? refs.get(settled.get(old)!) : undefined;
      const variable = oldSlots[old]!.variable ?? (settledAs === undefined ? undefined : -1 - settledAs);
      const { dtype, shape } = oldSlots[old]!;
      const slot = variable === undefined ? oldSlots[old]! : { dtype, shape, variable: place(variable) };
      moved.set(old, slots.length);
      slots.push(slot);
      tensors.push(oldTensors[old]!);
      return slots.length - 1;
    };
    for (const [i, operation] of current.operations.entries()) {
      const inputs = operation.inputs.map((ref) => ref < 0 ? -1 - place(-1 - ref) : ref);
      current.operations[i] = { ...operation, inputs, slots: slots.length };
    }
    for (const [old, now] of moved) {
      settled.delete(old);
      refs.set(oldTensors[old]!, -1 - now);
    }
    settled.clear();
  };

  const perform = (
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
    told = true,
  ): TensorMetadata[] => {
    const current = session;
    if (current === undefined || current.unfit !== undefined) {
      keepValues(name, inputs);
      const results = binding.executeOp(name, attributes, inputs.map(resolve), outputs);
      views.note(name, attributes, inputs, results.map(({ id }) => id));
      return results;
    }
    if (current.pending !== undefined && name === "VarHandleOp") {
      const made = binding.executeOp(name, attributes, [], outputs);
      views.note(name, attributes, inputs, made.map(({ id }) => id));
      return made;
    }
    if (current.pending !== undefined && name === "AssignVariableOp" && settle(current, attributes, inputs)) return [];
    if (!isTraceable(name)) current.unfit = "";
    const operation = record(current, name, attributes, inputs);
    keepValues(name, inputs);
    if (current.pending !== undefined) {
      const place = current.operations.length;
      current.candidates = current.candidates.filter((trace) => follows(trace, operation, place, current.slots));
      const results = current.candidates[0]?.operations[place]!.results ?? inferred(current, operation, outputs);
      if (results !== undefined && (!told || results.every(({ shape }) => shape !== undefined))) {
        const made = results.map(({ shape, dtype }) => ({ id: next++, shape: [...shape ?? []], dtype }));
        const ids = made.map(({ id }) => id);
        current.pending.push({ name, attributes, inputs, outputs, ids });
        finish(current, operation, ids, results);
        views.note(name, attributes, inputs, ids);
        return made;
      }
      catchUp(current);
    }
    const made = binding.executeOp(name, attributes, inputs.map(resolve), outputs);
    const ids = made.map(({ id }) => id);
    finish(current, operation, ids, made.map(({ shape, dtype }) => ({ shape, dtype })));
    views.note(name, attributes, inputs, ids);
    return made;
  };

  const traceOf = (current: Session): Trace => {
    const { operations, slots, refs } = current;
    const outputs: Ref[] = [], reads: [Ref, number][] = [];
    for (const [id, ref] of current.alive) {
      const variable = viewed.get(id);
      const slot = variable === undefined ? undefined : refs.get(variable);
      if (slot === undefined) outputs.push(ref);
      else reads.push([ref, -1 - slot]);
    }
    return { operations, slots, varying: new Set(), outputs, reads };
  };

  /** Ends a step that was put off to its end; answers whether that went well. */
  const call = (current: Session, memory: Memory): boolean => {
    if (current.twins.size > 0) return false;
    if (current.settled.size > 0) renumber(current);
    const left = traceOf(current);
    let trace = current.candidates.find((trace) =>
      trace.operations.length === left.operations.length && leavesSame(trace, left)
    );
    if (trace !== undefined) trace.repeated = true;
    else if (current.infers) trace = learnAtOnce(memory, left);
    if (trace?.name === undefined) return false;
    const { pending, tensors, slots, refs } = current;
    const inputs = trace.inputs.map((slot) => resolve(tensors[slot]!));
    const later: number[] = [];
    // Views of variables go first: TensorFlow copies a variable that someone else can see.
    for (const item of pending!) {
      if (typeof item !== "number") continue;
      const ref = refs.get(item);
      if (ref === undefined || (ref < 0 && slots[-1 - ref]!.variable !== undefined)) views.remove(item);
      else if (ref < 0) later.push(item);
    }
    let results: number[];
    try {
      results = binding.execute(trace.name, trace.attributes, inputs, trace.outputs.length);
    } catch (error) {
      // A function that never ran was refused before it began; one that did may have moved weights already.
      if (trace.proven) {
        current.pending = undefined;
        throw error;
      }
      for (const [slot, { variable }] of slots.entries()) {
        if (variable !== undefined) unread.set(tensors[slot]!, tensors[variable]!);
      }
      catchUp(current);
      current.unfit = `TensorFlow refuses: ${(error as Error).message}`;
      return false;
    }
    trace.proven = true;
    current.pending = undefined;
    const order = new Map(trace.outputs.map((ref, i) => [ref, results[i]!]));
    for (const [id, ref] of current.alive) {
      const there = order.get(ref);
      if (there !== undefined) real.set(id, there);
      else unread.set(id, viewed.get(id)!);
    }
    for (const id of later) views.remove(id);
    compiledSteps++;
    return true;
  };

  const compiling = <A extends readonly unknown[], R>(
    step: (...args: A) => R,
    attributes: readonly Attribute[],
  ): (...args: A) => R => {
    const memory: Memory = { traces: [], attributes, recorded: 0 };
    const compiled = (...args: A): R => {
      if (session !== undefined || memory.refused !== undefined) return step(...args);
      const candidates = memory.traces.filter(({ name }) => name !== undefined);
      const current = session = begin(candidates, memory.traces.every(({ repeated }) => repeated));
      try {
        const answer = step(...args);
        if (current.pending !== undefined && call(current, memory)) return answer;
        catchUp(current);
        if (current.twins.size > 0) current.unfit ??= "a step leaves a tensor under two numbers";
        if (current.unfit === undefined) learn(memory, traceOf(current));
        else if (current.unfit !== "") refuse(memory, current.unfit);
        return answer;
      } finally {
        // Where the step threw.
        catchUp(current);
        session = undefined;
      }
    };
    release(compiled, memory);
    return compiled;
  };

  return {
    ...binding,
    get executed() {
      return binding.executed;
    },
    get compiledSteps() {
      return compiledSteps;
    },
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      session?.made?.set(id, Array.from(values as ArrayLike<number>));
      if (dtype === dtypes.TF_INT32 && values.length <= LONGEST_CONSTANT) {
        small.set(id, Array.from(values as ArrayLike<number>));
      }
      return id;
    },
    deleteTensor(id) {
      forget(id);
      session?.alive.delete(id);
      session?.twins.delete(id);
      if (session?.pending !== undefined) session.pending.push(id);
      else views.remove(id);
    },
    shareTensor(id) {
      const current = session;
      if (current === undefined || current.unfit !== undefined) return binding.shareTensor(resolve(id));
      const ref = refOf(current, id);
      let twin: number;
      if (current.pending === undefined) twin = binding.shareTensor(resolve(id));
      else current.pending.push({ twin: twin = next++, of: id });
      current.refs.set(twin, ref);
      current.twins.add(twin);
      return twin;
    },
    tensorDataSync(id) {
      if (session !== undefined && session.unfit === undefined) {
        catchUp(session);
        session.unfit = "a value is read within the step";
      }
      return binding.tensorDataSync(resolve(id));
    },
    describe(id) {
      if (session !== undefined) catchUp(session);
      return binding.describe(resolve(id));
    },
    executeOp: (name, attributes, inputs, outputs) => perform(name, attributes, inputs, outputs),
    execute(name, attributes, inputs, outputs) {
      if (session !== undefined && session.unfit === undefined) {
        return perform(name, attributes, inputs, outputs, false).map(({ id }) => id);
      }
      keepValues(name, inputs);
      const ids = binding.execute(name, attributes, inputs.map(resolve), outputs);
      views.note(name, attributes, inputs, ids);
      return ids;
    },
    getNumOfTensors: () => binding.getNumOfTensors(),
    replay: replaying({ binding, views, session: () => session, number: () => next++ }),

    compile: (step) => compiling(step, NONE),
    compileMixed: (step) => compiling(step, MIXED),
  };
}
