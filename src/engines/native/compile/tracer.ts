/**
 * Compiled steps. A step's JavaScript runs every time; only what it asks of TensorFlow is put off. As long as it asks
 * for what it asked the last time, or for what can be told beforehand, nothing is computed but the step's host-made
 * values (a learning rate, a dropout mask), and at the step's end all of it is one call of a function. Once it asks for
 * anything else, or for a value, what was put off is done at once and the step goes on eagerly: so a compiled step
 * cannot differ from an eager one, but a prediction in its rounding (`rewrite/`).
 */
import type { Kept } from "../../../engine.ts";
import { tf } from "../../../tf.ts";
import type { Attribute } from "../binding/attributes.ts";
import type { Binding, TensorMetadata } from "../binding/binding.ts";
import { dtypes } from "../binding/dtypes.ts";
import { over } from "../binding/over.ts";
import { numbersIn, variableNumbers } from "../binding/tensors.ts";
import { callWhole, doPending, doWhole, traceOf } from "./ending.ts";
import { isGivenUp, type Memory, openLearner, type Running, trusts } from "./memory.ts";
import { mixed } from "./mixed.ts";
import type { Listeners, Operation, Ref, Session, Slot, Tracer } from "./records.ts";
import { replaying } from "./replay.ts";
import { begin } from "./session.ts";
import { renumber, settle } from "./settle.ts";
import { ASSIGN, follows, isTraceable, leavesSame } from "./trace.ts";
import { openViews } from "./views.ts";

/** Numbers of results that are put off are above all of the binding's own. */
const FIRST_LAZY = 2 ** 40;
const NONE: readonly Attribute[] = Object.freeze([]);
/** Longer lists of whole numbers are data, not shapes. */
const LONGEST_CONSTANT = 64;

/** Whether a variable of tfjs holds what the step has made. */
const learns = ({ alive }: Session) => variableNumbers().some((id) => alive.has(id));

/** Puts compiled steps over a binding. */
export function tracing(binding: Binding, { say = console.error, compiled: told }: Listeners = {}): Tracer {
  const views = openViews(binding);
  const { learn, adapt, refuse, release, inHalves } = openLearner(binding, views, say);
  const { viewed, shapes, small, resolve, forget, keepValues } = views;
  let next = FIRST_LAZY, session: Session | undefined, compiledSteps = 0;

  const refOf = (current: Session, id: number): Ref => {
    const known = current.refs.get(id);
    if (known !== undefined && !current.passed?.delete(id)) return known;
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

  const catchUp = (current: Session): void => doPending(current, binding, views);

  const make = (name: string, attributes: readonly Attribute[], outputs: number): TensorMetadata[] => {
    const made = binding.executeOp(name, attributes, [], outputs);
    views.note(name, attributes, [], made.map(({ id }) => id));
    return made;
  };

  /** @param described Whether it is asked of what shape the results are. */
  const perform = (
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
    described: boolean,
  ): TensorMetadata[] => {
    const current = session;
    if (current === undefined || current.unfit !== undefined) {
      keepValues(name, inputs);
      const results = binding.executeOp(name, attributes, inputs.map(resolve), outputs);
      views.note(name, attributes, inputs, results.map(({ id }) => id));
      return results;
    }
    if (current.pending !== undefined) {
      // A variable may as well have been made before the step.
      if (name === "VarHandleOp") return make(name, attributes, outputs);
      if (name === ASSIGN && settle(current, views, binding, attributes, inputs)) return [];
    }
    // A variable that is used already is there before; to set it is to write to it as others do.
    const traceable = isTraceable(name) || (name === ASSIGN && current.refs.has(inputs[0]!));
    if (!traceable) current.unfit = "";
    const operation = record(current, name, attributes, inputs);
    keepValues(name, inputs);
    if (current.pending !== undefined) {
      const place = current.operations.length;
      current.candidates = current.candidates.filter((trace) => follows(trace, operation, place, current.slots));
      const [like] = current.candidates;
      if (like !== undefined && !like.foretold) current.foretold = false;
      const results = like?.operations[place]?.results ??
        (traceable ? current.foresight?.resultsOf(operation, outputs) : undefined);
      if (results !== undefined && (!described || results.every(({ shape }) => shape !== undefined))) {
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

  /** Ends a step that was put off to its end; answers whether that went well. */
  const call = (current: Session, memory: Memory): boolean => {
    if (current.twins.size > 0) return false;
    if (current.settled.size > 0) renumber(current);
    const left = traceOf(current, viewed);
    let trace = current.candidates.find((trace) =>
      trace.operations.length === left.operations.length && leavesSame(trace, left)
    );
    if (trace !== undefined) trace.repeated = true;
    else if (current.foresight !== undefined) {
      const whole = { ...left, foretold: current.foretold, learns: learns(current) };
      if (trusts(memory)) trace = learn(memory, whole, true);
      else {
        const halves = inHalves(whole);
        if (halves === undefined) return false;
        learn(memory, whole);
        doWhole(current, halves, binding, views);
        return true;
      }
    }
    if (trace?.name === undefined) return false;
    if (!callWhole(current, trace, binding, views, told)) return false;
    adapt(memory, trace);
    compiledSteps++;
    return true;
  };

  let running: Running | undefined;

  /** Begins a piece. */
  const open = ({ pieces, attributes, at }: Running, given: unknown): void => {
    const memory = pieces[at] ??= { traces: [], attributes, recorded: 0, ...at > 0 && { apart: true } };
    // What a step is given is another thing each time, however short it is.
    const numbers = numbersIn(given);
    if (memory.refused !== undefined && !memory.halves) return;
    for (const id of numbers) small.delete(id);
    const candidates = memory.traces.filter(({ name }) => name !== undefined);
    session = begin(candidates, numbers, trusts(memory) || memory.halves ? binding.infer : undefined);
  };
  /** Ends a piece: what it has put off is done. */
  const conclude = ({ pieces, at }: Running): void => {
    const current = session, memory = pieces[at]!;
    if (current === undefined || current.pending !== undefined && call(current, memory)) return;
    catchUp(current);
    if (current.twins.size > 0) current.unfit ??= "a step leaves a tensor under two numbers";
    if (current.unfit === undefined) learn(memory, { ...traceOf(current, viewed), learns: learns(current) });
    else if (current.unfit !== "") refuse(memory, current.unfit);
  };

  const compiling = <A extends readonly unknown[], R>(
    step: (...args: A) => R,
    attributes: readonly Attribute[],
  ): ((...args: A) => R) & Kept => {
    const pieces: Memory[] = [{ traces: [], attributes, recorded: 0 }];
    const compiled = (...args: A): R => {
      if (running !== undefined || isGivenUp(pieces)) return step(...args);
      running = { pieces, attributes, at: 0 };
      let answer: R | undefined;
      try {
        open(running, args);
        answer = step(...args);
        conclude(running);
        return answer;
      } catch (error) {
        // Nobody gets it any more.
        tf.dispose(answer as tf.TensorContainer);
        throw error;
      } finally {
        // Where the step threw.
        if (session !== undefined) catchUp(session);
        session = running = undefined;
      }
    };
    return Object.assign(compiled, { release: release(compiled, pieces) });
  };

  const apart: Tracer["apart"] = (run, from = []) => {
    if (running === undefined) {
      const result = run(from);
      numbersIn(result);
      return result;
    }
    // What is done in several pieces writes in the last one: none of it is a prediction.
    Object.assign(running.pieces[running.at]!, { apart: true });
    replays.recording()?.cut(session, run, from);
    conclude(running);
    session = undefined;
    const result = run(from);
    open({ ...running, at: ++running.at }, result);
    replays.recording()?.goOn(session, result);
    return result;
  };
  const deleteTensor = (id: number): void => {
    replays.recording()?.gone(id);
    forget(id);
    session?.alive.delete(id);
    session?.twins.delete(id);
    if (session?.pending !== undefined) session.pending.push(id);
    else views.remove(id);
  };
  const replays = replaying({ binding, views, session: () => session, number: () => next++, deleteTensor, apart });

  return over<Tracer>(binding, {
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
    deleteTensor,
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
    executeOp: (name, attributes, inputs, outputs) => perform(name, attributes, inputs, outputs, true),
    execute(name, attributes, inputs, outputs) {
      if (session !== undefined && session.unfit === undefined) {
        return perform(name, attributes, inputs, outputs, false).map(({ id }) => id);
      }
      keepValues(name, inputs);
      const ids = binding.execute(name, attributes, inputs.map(resolve), outputs);
      views.note(name, attributes, inputs, ids);
      return ids;
    },
    exchanging: () => binding.exchanging(resolve),
    getNumOfTensors: () => binding.getNumOfTensors(),
    ...{ replay: replays.replay, apart },
    compile: (step) => compiling(step, NONE),
    compileMixed: (step, dtype = "bfloat16") => compiling(step, mixed(dtype, binding.isUsingGpuDevice())),
  });
}
