/**
 * Compiled steps. A step's JavaScript runs every time; only what it asks of TensorFlow is put off. As long as it asks
 * for what it asked the last time, nothing is computed but the step's host-made values (a learning rate, a dropout
 * mask), and at the step's end all of it is one call of a function. Once it asks for anything else, or for a value,
 * what was put off is done at once and the step goes on eagerly: so a compiled step cannot differ from an eager one.
 */
import type { Attribute } from "./attributes.ts";
import { type Binding, dtypes, type TensorMetadata } from "./binding.ts";
import { graphOf } from "./graph.ts";
import {
  follows,
  isTraceable,
  learnVarying,
  leavesSame,
  type Operation,
  READ,
  type Ref,
  sameTrace,
  type Slot,
  type Trace,
} from "./trace.ts";

/** A binding whose steps can be compiled. */
export interface Tracer extends Binding {
  /** Makes a step that is compiled once it has been seen to repeat itself. */
  compile<A extends readonly unknown[], R>(step: (...args: A) => R): (...args: A) => R;
  /** How many steps ran as one call. */
  readonly compiledSteps: number;
}

/** A trace with its function. */
interface Compiled extends Trace {
  /** The function's name, once there is one. */
  name?: string;
  inputs: readonly number[];
  /** Whether the function ran well. */
  proven?: boolean;
}

/** The traces of one step; `refused` says why it is not compiled any more. */
interface Memory {
  readonly traces: Compiled[];
  refused?: string;
  recorded: number;
}

/** A step that is under way. */
interface Session {
  readonly memory: Memory;
  readonly operations: Operation[];
  readonly slots: Slot[];
  /** The numbers of the tensors in the slots. */
  readonly tensors: number[];
  readonly refs: Map<number, Ref>;
  /** Results by their order, as long as they live. */
  readonly alive: Map<number, Ref>;
  results: number;
  /** What is put off: operations and deletions; undefined once the step is eager. */
  pending: (Pending | Twin | number)[] | undefined;
  /** Second numbers of tensors; a step that leaves any is no trace. */
  readonly twins: Set<number>;
  candidates: Compiled[];
  /** Why this step cannot be a trace. */
  unfit?: string;
}

interface Pending {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly number[];
  readonly outputs: number;
  readonly ids: readonly number[];
}

interface Twin {
  readonly twin: number;
  readonly of: number;
}

const ON_FLOAT_VARIABLE: readonly Attribute[] = Object.freeze([
  { name: "dtype", type: 4, value: dtypes.TF_FLOAT },
]);
/** Numbers of results that are put off are above all of the binding's own. */
const FIRST_LAZY = 2 ** 40;
/** Longer lists of whole numbers are data, not shapes. */
const LONGEST_CONSTANT = 64;
/** A step that has more different traces than this does not repeat itself. */
const MOST_TRACES = 16, MOST_RECORDED = 64;

/** Puts compiled steps over a binding. */
export function tracing(binding: Binding, say: (line: string) => void = console.error): Tracer {
  /** The binding's numbers of results that were put off and are there now. */
  const real = new Map<number, number>();
  /** The last value of a variable, by a tensor that is to be read only when someone wants it. */
  const unread = new Map<number, number>();
  /** The tensor that is the value of a variable, and the other way round. */
  const latest = new Map<number, number>(), viewed = new Map<number, number>();
  const shapes = new Map<number, readonly number[]>();
  const small = new Map<number, readonly number[]>();
  let next = FIRST_LAZY, session: Session | undefined, compiledSteps = 0;

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
  };

  const reallyDelete = (id: number): void => {
    if (unread.delete(id)) return;
    const there = real.get(id) ?? id;
    real.delete(id);
    // The binding does not know the number of a result that never was.
    binding.deleteTensor(there);
  };

  /** Before an operation: whoever holds the value of a variable that is to change keeps the value. */
  const keepValues = (name: string, inputs: readonly number[]): void => {
    if (name === READ) return;
    for (const id of inputs) {
      if (!shapes.has(id)) continue;
      const view = latest.get(id);
      if (view === undefined) continue;
      if (unread.has(view)) resolve(view);
      latest.delete(id);
      viewed.delete(view);
    }
  };

  /** After an operation: what is known of variables. */
  const noteVariables = (
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
    current.pending = undefined;
    for (const item of pending) {
      if (typeof item === "number") {
        reallyDelete(item);
        continue;
      }
      if ("twin" in item) {
        real.set(item.twin, binding.shareTensor(resolve(item.of)));
        continue;
      }
      const there = binding.execute(item.name, item.attributes, item.inputs.map(resolve), item.outputs);
      for (const [i, id] of item.ids.entries()) real.set(id, there[i]!);
    }
  };

  const perform = (
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] => {
    const current = session;
    if (current === undefined || current.unfit !== undefined) {
      keepValues(name, inputs);
      const results = binding.executeOp(name, attributes, inputs.map(resolve), outputs);
      noteVariables(name, attributes, inputs, results.map(({ id }) => id));
      return results;
    }
    if (!isTraceable(name)) current.unfit = "";
    const operation = record(current, name, attributes, inputs);
    keepValues(name, inputs);
    if (current.pending !== undefined) {
      const place = current.operations.length;
      current.candidates = current.candidates.filter((trace) => follows(trace, operation, place, current.slots));
      if (current.candidates.length > 0) {
        const { results } = current.candidates[0]!.operations[place]!;
        const made = results.map(({ shape, dtype }) => ({ id: next++, shape: [...shape], dtype }));
        const ids = made.map(({ id }) => id);
        current.pending.push({ name, attributes, inputs, outputs, ids });
        finish(current, operation, ids, results);
        noteVariables(name, attributes, inputs, ids);
        return made;
      }
      catchUp(current);
    }
    const made = binding.executeOp(name, attributes, inputs.map(resolve), outputs);
    const ids = made.map(({ id }) => id);
    finish(current, operation, ids, made.map(({ shape, dtype }) => ({ shape, dtype })));
    noteVariables(name, attributes, inputs, ids);
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
  const call = (current: Session): boolean => {
    if (current.twins.size > 0) return false;
    const left = traceOf(current);
    const trace = current.candidates.find((trace) =>
      trace.operations.length === left.operations.length && leavesSame(trace, left)
    );
    if (trace?.name === undefined) return false;
    const { pending, tensors, slots, refs } = current;
    const inputs = trace.inputs.map((slot) => resolve(tensors[slot]!));
    const later: number[] = [];
    // Views of variables go first: TensorFlow copies a variable that someone else can see.
    for (const item of pending!) {
      if (typeof item !== "number") continue;
      const ref = refs.get(item);
      if (ref === undefined || (ref < 0 && slots[-1 - ref]!.variable !== undefined)) reallyDelete(item);
      else if (ref < 0) later.push(item);
    }
    let results: number[];
    try {
      results = binding.execute(trace.name, [], inputs, trace.outputs.length);
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
    for (const id of later) reallyDelete(id);
    compiledSteps++;
    return true;
  };

  const refuse = (memory: Memory, reason: string): void => {
    for (const { name } of memory.traces) if (name !== undefined) binding.removeFunction(name);
    memory.traces.length = 0;
    memory.refused = reason;
    say(`Steps are not compiled as ${reason}`);
  };

  const learn = (memory: Memory, trace: Trace): void => {
    const known = memory.traces.find((other) => sameTrace(other, trace));
    if (known === undefined) {
      if (memory.traces.length >= MOST_TRACES || ++memory.recorded > MOST_RECORDED) {
        return refuse(memory, "no step is like the one before");
      }
      memory.traces.push({ ...trace, inputs: [] });
      return;
    }
    learnVarying(known, trace);
    if (known.name !== undefined) binding.removeFunction(known.name);
    delete known.name;
    known.proven = false;
    try {
      const graph = graphOf(known);
      known.name = binding.addFunction(graph);
      known.inputs = graph.inputs;
    } catch (error) {
      refuse(memory, `TensorFlow refuses: ${(error as Error).message}`);
    }
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
      else reallyDelete(id);
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
    executeOp: perform,
    execute(name, attributes, inputs, outputs) {
      if (session !== undefined && session.unfit === undefined) {
        return perform(name, attributes, inputs, outputs).map(({ id }) => id);
      }
      keepValues(name, inputs);
      const ids = binding.execute(name, attributes, inputs.map(resolve), outputs);
      noteVariables(name, attributes, inputs, ids);
      return ids;
    },
    getNumOfTensors: () => binding.getNumOfTensors(),

    compile(step) {
      const memory: Memory = { traces: [], recorded: 0 };
      return (...args) => {
        if (session !== undefined || memory.refused !== undefined) return step(...args);
        const candidates = memory.traces.filter(({ name }) => name !== undefined);
        const current: Session = session = {
          memory,
          ...{
            operations: [],
            slots: [],
            tensors: [],
            refs: new Map(),
            alive: new Map(),
            twins: new Set(),
            results: 0,
          },
          ...{ pending: candidates.length > 0 ? [] : undefined, candidates },
        };
        try {
          const answer = step(...args);
          if (current.pending !== undefined && call(current)) return answer;
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
    },
  };
}
