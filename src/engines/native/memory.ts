/** What is remembered of a step from one time to the next: the traces that it left, and their functions. */
import type { Attribute } from "./attributes.ts";
import type { Binding } from "./binding.ts";
import { foldNorms } from "./fold_norm.ts";
import { graphOf } from "./graph.ts";
import { learnVarying, sameTrace, type Trace } from "./trace.ts";

/** A trace with its function. */
export interface Compiled extends Trace {
  /** The function's name, once there is one. */
  name?: string;
  inputs: readonly number[];
  /** Of the function's calls. */
  readonly attributes: readonly Attribute[];
  /** Whether the step came again. */
  repeated?: boolean;
  /** Whether the function ran well. */
  proven?: boolean;
}

/** The traces of one step; `refused` says why it is not compiled any more. */
export interface Memory {
  readonly traces: Compiled[];
  /** Of the calls of its functions. */
  readonly attributes: readonly Attribute[];
  refused?: string;
  recorded: number;
}

/** A step that has more different traces than this does not repeat itself. */
const MOST_TRACES = 16, MOST_RECORDED = 64;

/** Learns traces and makes functions of those that come again. */
export interface Learner {
  /** Takes the trace of a step; the second like it gets a function. */
  learn(memory: Memory, trace: Trace): void;
  /** Takes the trace of a step that is put off, which gets a function at once. */
  learnAtOnce(memory: Memory, trace: Trace): Compiled | undefined;
  /** Gives a step up: it is not compiled any more. */
  refuse(memory: Memory, reason: string): void;
  /** Gives back what is remembered of a step once nobody can run it any more. */
  release(step: object, memory: Memory): void;
}

/**
 * Starts to learn.
 *
 * @param say Gets the one line that says why a step is not compiled.
 */
export function openLearner(binding: Binding, say: (line: string) => void): Learner {
  const forget = ({ traces }: Memory): void => {
    for (const { name } of traces) if (name !== undefined) binding.removeFunction(name);
    traces.length = 0;
  };
  const gone = new FinalizationRegistry(forget);

  const refuse = (memory: Memory, reason: string): void => {
    forget(memory);
    memory.refused = reason;
    say(`Steps are not compiled as ${reason}`);
  };

  const compile = (memory: Memory, trace: Compiled): void => {
    try {
      const graph = graphOf(foldNorms(trace));
      trace.name = binding.addFunction(graph);
      trace.inputs = graph.inputs;
    } catch (error) {
      refuse(memory, `TensorFlow refuses: ${(error as Error).message}`);
    }
  };

  const remember = (memory: Memory, trace: Trace): Compiled | undefined => {
    if (memory.traces.length >= MOST_TRACES || ++memory.recorded > MOST_RECORDED) {
      refuse(memory, "no step is like the one before");
      return;
    }
    const known: Compiled = { ...trace, inputs: [], attributes: memory.attributes };
    memory.traces.push(known);
    return known;
  };

  const learn = (memory: Memory, trace: Trace): void => {
    const known = memory.traces.find((other) => sameTrace(other, trace));
    if (known === undefined) {
      remember(memory, trace);
      return;
    }
    learnVarying(known, trace);
    if (known.name !== undefined) binding.removeFunction(known.name);
    delete known.name;
    known.proven = false;
    known.repeated = true;
    compile(memory, known);
  };

  const learnAtOnce = (memory: Memory, trace: Trace): Compiled | undefined => {
    const known = remember(memory, trace);
    if (known !== undefined) compile(memory, known);
    return known;
  };

  return { learn, learnAtOnce, refuse, release: (step, memory) => gone.register(step, memory) };
}
