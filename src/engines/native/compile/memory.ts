/** What is remembered of a step from one time to the next: the traces that it left, and their functions. */
import type { Attribute } from "../binding/attributes.ts";
import type { Binding } from "../binding/binding.ts";
import { keyOf, openBeforehand } from "./beforehand.ts";
import { graphOf } from "./graph.ts";
import { asCalled, asOneDnnInBfloat16 } from "../binding/one_dnn.ts";
import { isHalf, isMixed as inMixed } from "./mixed.ts";
import type { Compiled, Trace } from "./records.ts";
import { divide, predicts } from "./rewrite/divide.ts";
import { soundSums } from "./rewrite/sound_sums.ts";
import { foldNorms } from "./rewrite/fold_norm.ts";
import { fuse, type FuseOptions } from "./rewrite/fuse.ts";
import { halve } from "./rewrite/halve.ts";
import { padsApart } from "./rewrite/pads_apart.ts";
import { spareReshapes } from "./rewrite/spare_reshapes.ts";
import { withoutTwins } from "./rewrite/without_twins.ts";
import { learnVarying, sameTrace } from "./trace.ts";
import type { Views } from "./views.ts";

/** The traces of one step; `refused` says why it is not compiled any more. */
export interface Memory {
  readonly traces: Compiled[];
  /** Of the calls of its functions. */
  readonly attributes: readonly Attribute[];
  refused?: string;
  recorded: number;
  /** Whether it is a piece of a step, others of which may write to what it reads. */
  readonly apart?: boolean;
  /** Whether one of them is in halves. */
  halves?: boolean;
}

/** A step that is under way. */
export interface Running {
  /** What is remembered of its pieces, of which it has several where it is cut. */
  readonly pieces: Memory[];
  /** Of the calls of their functions. */
  readonly attributes: readonly Attribute[];
  /** Which piece it is in. */
  at: number;
}

/** A step that has more different traces than this does not repeat itself. */
const MOST_TRACES = 16, MOST_RECORDED = 64;
/** While so many compiled steps did not come again, no other is compiled before it does. */
const MOST_UNPROVEN = 3;

/** Whether a step that is like none before it gets a function at once, and not only when it comes again. */
export function trusts({ traces, refused }: Memory): boolean {
  return refused === undefined && traces.filter(({ repeated }) => !repeated).length < MOST_UNPROVEN;
}

/** Whether a step is eager from now on. What was in halves stays so, as far as that can be told. */
export function isGivenUp([first, ...others]: readonly Memory[]): boolean {
  return first!.refused !== undefined && !first!.halves && others.length === 0;
}

/** Learns traces and makes functions of those that come again. */
export interface Learner {
  /**
   * Takes the trace of a step; the second like it gets a function.
   *
   * @param atOnce Whether the first gets one too.
   * @returns What is remembered of it, or undefined where the step is given up.
   */
  learn(memory: Memory, trace: Trace, atOnce?: boolean): Compiled | undefined;
  /** A step in halves, where it is done so; to be done as it is where it has no function. */
  inHalves(trace: Trace): Trace | undefined;
  /** Makes a trace's function anew, once it is seen that something does not last which was to be kept. */
  adapt(memory: Memory, trace: Compiled): void;
  /** Gives a step up: it is not compiled any more. */
  refuse(memory: Memory, reason: string): void;
  /**
   * Gives back what is remembered of a step once nobody can run it any more.
   *
   * @returns Gives it back at once.
   */
  release(step: object, pieces: readonly Memory[]): () => void;
}

/**
 * Starts to learn.
 *
 * @param say Gets the one line that says why a step is not compiled.
 */
export function openLearner(binding: Binding, views: Views, say: (line: string) => void): Learner {
  const unmake = (trace: Compiled): void => {
    if (trace.name !== undefined) binding.removeFunction(trace.name);
    trace.beforehand?.release();
    delete trace.name;
    delete trace.beforehand;
    delete trace.frozen;
    trace.proven = false;
  };
  const forget = ({ traces }: Memory): void => {
    traces.forEach(unmake);
    traces.length = 0;
  };
  const gone = new FinalizationRegistry((pieces: readonly Memory[]) => pieces.forEach(forget));

  const refuse = (memory: Memory, reason: string): void => {
    forget(memory);
    memory.refused = reason;
    say(`Steps are not compiled as ${reason}`);
  };

  const isCard = binding.isUsingGpuDevice();
  // TensorFlow turns only its own operations into those of another precision.
  const isMixed = ({ attributes }: Memory) => inMixed(attributes);
  const wide = binding.oneDnn === "itself" && !isCard ? asOneDnnInBfloat16() : asCalled;
  const namedOf = (memory: Memory) => !isMixed(memory) ? binding.named : isHalf(memory.attributes) ? asCalled : wide;
  // Halves differ by rounding. So a step that learns is in halves the first time too, wherever a run begins, or never.
  const inHalves = (trace: Trace): Trace | undefined => {
    if (!binding.inHalves || isCard) return;
    return trace.foretold || predicts(trace) ? halve(trace) : undefined;
  };
  const graphOn = (memory: Memory, trace: Trace) => {
    const halves = inHalves(trace);
    if (halves !== undefined) memory.halves = true;
    const told = isMixed(memory) ? soundSums(halves ?? trace) : halves ?? trace;
    return graphOf(isHalf(memory.attributes) ? withoutTwins(told) : told, namedOf(memory));
  };
  const knows: FuseOptions["knows"] = (...operation) => binding.infer(...operation, 1) !== undefined;

  const compile = (memory: Memory, trace: Compiled): void => {
    try {
      const spared = spareReshapes(trace), folded = memory.apart ? spared : foldNorms(spared);
      const divided = memory.apart ? undefined : divide(folded);
      const rest = padsApart(divided?.rest ?? folded),
        fuses = !memory.apart && predicts(folded) && !isMixed(memory) && !isCard;
      const whole = fuses ? fuse(rest, { knows }) : rest;
      const graph = graphOn(memory, whole);
      trace.name = binding.addFunction(graph);
      trace.inputs = graph.inputs;
      if (divided === undefined) return;
      const { before, from } = divided, key = keyOf(before);
      trace.from = from;
      // Batches of another size have the same weights ready.
      trace.beforehand = memory.traces.find(({ beforehand }) => beforehand?.key === key)?.beforehand ??
        openBeforehand(binding, views, before);
      const frozen = { knows, frozenFrom: folded.slots.length };
      if (fuses && whole !== rest) {
        trace.frozen = { make: () => binding.addFunction(graphOn(memory, fuse(rest, frozen))), uses: 0 };
      }
    } catch (error) {
      refuse(memory, `TensorFlow refuses: ${(error as Error).message}`);
    }
  };

  const remember = (memory: Memory, trace: Trace): Compiled | undefined => {
    if (memory.traces.length >= MOST_TRACES || ++memory.recorded > MOST_RECORDED) {
      refuse(memory, "no step is like the one before");
      return;
    }
    const first: Compiled = { ...trace, inputs: [], from: [], attributes: memory.attributes };
    memory.traces.push(first);
    return first;
  };

  const learn = (memory: Memory, trace: Trace, atOnce = false): Compiled | undefined => {
    if (memory.refused !== undefined) return;
    const known = memory.traces.find((other) => sameTrace(other, trace));
    if (known === undefined) {
      const first = remember(memory, trace);
      if (first !== undefined && atOnce) compile(memory, first);
      return first;
    }
    learnVarying(known, trace);
    unmake(known);
    known.repeated = true;
    compile(memory, known);
    return known;
  };

  const adapt = (memory: Memory, trace: Compiled): void => {
    const moved = trace.beforehand?.varying ?? new Set();
    if (moved.size === 0) return;
    for (const slot of moved) trace.varying.add(trace.from[slot]!);
    unmake(trace);
    compile(memory, trace);
  };

  const release = (step: object, pieces: readonly Memory[]) => {
    gone.register(step, pieces);
    return () => pieces.forEach(forget);
  };
  return { learn, adapt, refuse, release, inHalves };
}
