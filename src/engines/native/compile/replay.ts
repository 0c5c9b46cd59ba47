/**
 * Runs the part of a compiled step that never changes without its JavaScript, once it was seen to do the same twice.
 * Half of what a compiled step's JavaScript takes is tfjs's derivation of gradients, which ends here. Where the step is cut, it is
 * several parts, and what lies between them is done each time.
 */
import type { EngineInfo } from "../../../engine.ts";
import { tf } from "../../../tf.ts";
import type { Binding } from "../binding/binding.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { output } from "../binding/tensors.ts";
import { type Chain, type Cut, type Recorder, recorder, sameChain } from "./chain.ts";
import { begins, fill, type Filled, keep, release } from "./part.ts";
import { perform } from "./perform.ts";
import type { Part, Session, Trace } from "./records.ts";
import { sameNumbers } from "./trace.ts";
import type { Views } from "./views.ts";

/** What a replay works with. */
export interface ReplayTools {
  readonly binding: Binding;
  readonly views: Views;
  /** The step that is under way. */
  session(): Session | undefined;
  /** A number for a result that is put off. */
  number(): number;
  /** Gives a tensor back. */
  deleteTensor(id: number): void;
  readonly apart: NonNullable<EngineInfo["apart"]>;
}

/** What replays, and what takes down what is to be replayed. */
export interface Replaying {
  readonly replay: NonNullable<EngineInfo["replay"]>;
  /** Is told of cuts and of tensors that end, while there is one. */
  recording(): Recorder | undefined;
}

/** What is known of the chain for inputs of one shape. */
interface Known {
  readonly chain: Chain;
  /** Whether it was seen twice. */
  readonly proven: boolean;
  /** How many chains were seen that are not alike: the weights of a first step are not in variables yet. */
  readonly seen: number;
  /** Of each part, the traces that begin with it. */
  readonly traces: readonly WeakSet<Trace>[];
}

/** A chain that was another one so often does not repeat itself. */
const MOST_SEEN = 4;

/** Makes what {@linkcode EngineInfo.replay} is. */
export function replaying({ binding, views, session, number, deleteTensor, apart }: ReplayTools): Replaying {
  let recording: Recorder | undefined;

  /** Puts a whole part off, or does it where nothing is put off; answers the numbers of its results. */
  const put = (part: Part, { slots, tensors }: Filled, traces: WeakSet<Trace>): readonly number[] => {
    const current = session(), sound = current !== undefined && current.unfit === undefined;
    const late = sound && current.pending !== undefined;
    const ids = late ? part.outputs.map(number) : performed(part, tensors);
    if (!sound) return ids;
    current.candidates = current.candidates.filter((trace) => begins(trace, part, slots, traces));
    for (const operation of part.operations) current.operations.push(operation);
    for (const [slot, id] of tensors.entries()) {
      current.slots.push(slots[slot]!);
      current.tensors.push(id);
      current.refs.set(id, -1 - slot);
    }
    current.results = part.results;
    for (const place of part.byRef) {
      const { ref } = part.outputs[place]!;
      current.refs.set(ids[place]!, ref);
      current.alive.set(ids[place]!, ref);
    }
    if (late) current.pending!.push({ part, tensors, ids });
    return ids;
  };
  const performed = ({ operations, outputs }: Part, tensors: readonly number[]): readonly number[] => {
    const there = perform(operations, outputs.map(({ ref }) => ref), tensors.map(views.resolve), binding);
    return outputs.map(({ ref }) => there.get(ref)!);
  };
  /** Does what is between two parts, on tensors that are its own. */
  const between = ({ from, run }: Cut, ids: readonly number[]): tf.Tensor[] =>
    apart(() =>
      tf.tidy(() => {
        const backend = tf.backend() as unknown as NativeBackend;
        const shared = from.map((each) =>
          tensorOf(backend, binding.shareTensor(views.resolve(ids[each.place]!)), each)
        );
        return run(shared) as tf.Tensor[];
      })
    );

  /** Does a whole chain; answers its results by name, or nothing where no step goes on like that. */
  const again = (
    known: Known,
    given: readonly number[],
    variables: readonly tf.Variable[],
  ): tf.NamedTensorMap | undefined => {
    const { parts, cuts, ends, outputs } = known.chain, { candidates } = session()!;
    const filled = filledAll(known.chain, given);
    if (filled === undefined) return;
    if (!candidates.some((trace) => begins(trace, parts[0]!, filled.slots, known.traces[0]!))) return;
    const ids = [...given], owners = new Map<number, tf.Tensor>(), left = new Set<number>();
    const end = (place: number) => {
      left.delete(place);
      const owner = owners.get(place);
      if (owner === undefined) deleteTensor(ids[place]!);
      else owner.dispose();
    };
    const arrive = (number: number) => left.add(ids.push(number) - 1);
    try {
      for (const [i, part] of parts.entries()) {
        for (const id of put(part, i === 0 ? filled : fill(part, ids, views)!, known.traces[i]!)) arrive(id);
        for (const place of ends[i]!) end(place);
        const cut = cuts[i];
        if (cut === undefined) continue;
        const tensors = between(cut, ids);
        const numbers = (tf.backend() as unknown as NativeBackend).getInputTensorIds(tensors);
        for (const [k, tensor] of tensors.entries()) {
          owners.set(ids.length, tensor);
          arrive(numbers[k]!);
        }
      }
    } catch (error) {
      for (const place of left) end(place);
      throw error;
    }
    const backend = tf.backend() as unknown as NativeBackend, results: tf.NamedTensorMap = {};
    for (const output of outputs) {
      const { name, place } = output, tensor = tensorOf(backend, ids[place]!, output);
      if (name.startsWith(ASSIGNED)) {
        variables[Number(name.slice(ASSIGNED.length))]!.assign(tensor);
        tensor.dispose();
      } else results[name] = tensor;
    }
    return results;
  };
  /** The first part with its tensors, where those of the others fit as well; of what is not there yet any number will do that is nobody's. */
  const filledAll = ({ parts, cuts }: Chain, given: readonly number[]): Filled | undefined => {
    const first = fill(parts[0]!, given, views), all = [...given];
    for (let i = 1; i < parts.length; i++) {
      const come = parts[i - 1]!.outputs.length + (cuts[i - 1]?.made ?? 0);
      for (let k = 0; k < come; k++) all.push(given.length - all.length - 1);
      if (fill(parts[i]!, all, views) === undefined) return;
    }
    return first;
  };

  const isVariable = (id: number): boolean => views.shapes.has(id) || views.viewed.has(id);
  /** Runs the JavaScript of what never changes, and takes it down. */
  const watched = (current: Session, ids: readonly number[], run: () => tf.NamedTensorMap) => {
    const taken = recording = recorder(current, ids, views.viewed);
    try {
      return { taken, outputs: run() };
    } finally {
      recording = undefined;
      const last = session();
      delete last?.made;
      if (last !== undefined) {
        last.passed = new Set(last.tensors.filter((id) => !taken.has(id) && !isVariable(id)));
      }
    }
  };
  const forget = (chains: Map<string, Known | "varies">) => {
    for (const known of chains.values()) {
      if (known !== "varies" && known.proven) { for (const part of known.chain.parts) release(part, binding); }
    }
    chains.clear();
  };
  const gone = new FinalizationRegistry(forget);

  const replay: Replaying["replay"] = (variables) => {
    const chains = new Map<string, Known | "varies">();
    // The shapes of the last step, which those of most steps are.
    let last: readonly tf.Tensor[] = [], of = "";
    const shapesOf = (inputs: readonly tf.Tensor[]): string => {
      if (!sameShapes(last, inputs)) of = inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(" ");
      last = inputs;
      return of;
    };
    const repeat = (inputs: readonly tf.Tensor[], run: () => tf.NamedTensorMap): tf.NamedTensorMap => {
      const current = session();
      if (current === undefined || current.unfit !== undefined || current.operations.length > 0) return run();
      const backend = tf.backend() as unknown as NativeBackend;
      const shapes = shapesOf(inputs);
      const known = chains.get(shapes);
      if (known === "varies") return run();
      const ids = backend.getInputTensorIds([...inputs, ...variables]);
      if (known?.proven && current.pending !== undefined) {
        const results = again(known, ids, variables);
        if (results !== undefined) return results;
      }
      if (known?.proven) return watched(current, ids, run).outputs;
      const datas = variables.map(({ dataId }) => dataId);
      const { taken, outputs } = watched(current, ids, () => tf.tidy(run));
      const living = Object.entries(outputs).map(([name, tensor]) => described(backend, name, tensor));
      for (const [i, variable] of variables.entries()) {
        if (variable.dataId !== datas[i]) living.push(described(backend, ASSIGNED + i, variable));
      }
      const last = session();
      if (last?.unfit !== undefined) return outputs;
      const chain = taken.end(last, living), seen = (known?.seen ?? 0) + 1;
      if (chain === undefined || seen > MOST_SEEN) chains.set(shapes, "varies");
      else if (known !== undefined && sameChain(known.chain, chain)) {
        const parts = known.chain.parts.map((part) => keep(part, binding));
        chains.set(shapes, { ...known, chain: { ...known.chain, parts }, proven: true });
      } else chains.set(shapes, { chain, proven: false, seen, traces: chain.parts.map(() => new WeakSet()) });
      return outputs;
    };
    gone.register(repeat, chains);
    return Object.assign(repeat, { release: () => forget(chains) });
  };
  return { replay, recording: () => recording };
}

/** Names of results that are assigned to the variable of that place. */
const ASSIGNED = " assigned ";

interface Described {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: string;
}

function described({ tensorMap }: NativeBackend, name: string, { dataId, shape, dtype }: tf.Tensor) {
  return { name, id: tensorMap.get(dataId).id, shape, dtype };
}

function tensorOf(backend: NativeBackend, id: number, { shape, dtype }: Omit<Described, "id">): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(output(backend, id, shape, dtype as "float32"));
}

function sameShapes(a: readonly tf.Tensor[], b: readonly tf.Tensor[]): boolean {
  return a.length === b.length &&
    a.every(({ dtype, shape }, i) => dtype === b[i]!.dtype && sameNumbers(shape, b[i]!.shape));
}
