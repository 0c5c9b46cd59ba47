/**
 * Runs the part of a compiled step that never changes without its JavaScript, once it was seen to do the same twice.
 * Half of what a compiled step's JavaScript takes is tfjs's derivation of gradients, which ends here.
 */
import type { EngineInfo } from "../../../engine.ts";
import { tf } from "../../../tf.ts";
import type { Binding, Values } from "../binding/binding.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { output } from "../binding/tensors.ts";
import { begins, fill, keep, partOf, release, samePart } from "./part.ts";
import type { Part, Session, Trace } from "./records.ts";
import type { Views } from "./views.ts";

/** What a replay works with. */
export interface ReplayTools {
  readonly binding: Binding;
  readonly views: Views;
  /** The step that is under way. */
  session(): Session | undefined;
  /** A number for a result that is put off. */
  number(): number;
}

/** What is known of the part for inputs of one shape. */
interface Known {
  readonly part: Part;
  /** Whether it was seen twice. */
  readonly proven: boolean;
  /** How many parts were seen that are not alike: the weights of a first step are not in variables yet. */
  readonly seen: number;
  /** The traces that begin with it. */
  readonly traces: WeakSet<Trace>;
}

/** A part that was another one so often does not repeat itself. */
const MOST_SEEN = 4;

/** Makes what {@linkcode EngineInfo.replay} is. */
export function replaying({ binding, views, session, number }: ReplayTools): NonNullable<EngineInfo["replay"]> {
  /** Puts a whole part off; answers its results by name, or nothing where no trace goes on like that. */
  const again = (current: Session, known: Known, given: readonly number[]): readonly number[] | undefined => {
    const { part, traces } = known;
    const filled = fill(part, given, views);
    if (filled === undefined) return;
    const { slots, tensors } = filled;
    const candidates = current.candidates.filter((trace) => begins(trace, part, slots, traces));
    if (candidates.length === 0) return;
    current.candidates = candidates;
    for (const operation of part.operations) current.operations.push(operation);
    for (const [slot, id] of tensors.entries()) {
      current.slots.push(slots[slot]!);
      current.tensors.push(id);
      current.refs.set(id, -1 - slot);
    }
    current.results = part.results;
    const ids = part.outputs.map(number);
    for (const place of part.byRef) {
      const { ref } = part.outputs[place]!;
      current.refs.set(ids[place]!, ref);
      current.alive.set(ids[place]!, ref);
    }
    current.pending!.push({ part, tensors, ids });
    return ids;
  };

  /** Runs the part's JavaScript; answers its results and what of its values came from the host. */
  const watched = (current: Session, ids: readonly number[], run: () => tf.NamedTensorMap) => {
    const made = new Map<number, Values>();
    current.made = made;
    const outputs = run();
    delete current.made;
    current.passed = new Set(current.tensors.filter((id) => !ids.includes(id) && !isVariable(id)));
    return { made, outputs };
  };
  const isVariable = (id: number): boolean => views.shapes.has(id) || views.viewed.has(id);
  const forget = (parts: Map<string, Known | "varies">) => {
    for (const known of parts.values()) if (known !== "varies" && known.proven) release(known.part, binding);
    parts.clear();
  };
  const gone = new FinalizationRegistry(forget);

  return (variables) => {
    const parts = new Map<string, Known | "varies">();
    const replay = (inputs: readonly tf.Tensor[], run: () => tf.NamedTensorMap): tf.NamedTensorMap => {
      const current = session();
      if (current === undefined || current.unfit !== undefined || current.operations.length > 0) return run();
      const backend = tf.backend() as unknown as NativeBackend;
      const shapes = inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(" ");
      const known = parts.get(shapes);
      if (known === "varies") return run();
      const ids = backend.getInputTensorIds([...inputs, ...variables]);
      if (known?.proven && current.pending !== undefined) {
        const results = again(current, known, ids);
        if (results !== undefined) return hand(backend, known.part, results, variables);
      }
      if (known?.proven) return watched(current, ids, run).outputs;
      const datas = variables.map(({ dataId }) => dataId);
      const { made, outputs } = watched(current, ids, () => tf.tidy(run));
      const living = new Map(Object.entries(outputs).map(([name, tensor]) => [name, described(backend, tensor)]));
      for (const [i, variable] of variables.entries()) {
        if (variable.dataId !== datas[i]) living.set(ASSIGNED + i, described(backend, variable));
      }
      if (current.unfit !== undefined) return outputs;
      const part = partOf(current, ids, living, made, views.viewed);
      const seen = (known?.seen ?? 0) + 1;
      if (part === undefined || seen > MOST_SEEN) parts.set(shapes, "varies");
      else if (known !== undefined && samePart(known.part, part)) {
        parts.set(shapes, { ...known, part: keep(known.part, binding), proven: true });
      } else parts.set(shapes, { part, proven: false, seen, traces: new WeakSet() });
      return outputs;
    };
    gone.register(replay, parts);
    return Object.assign(replay, { release: () => forget(parts) });
  };
}

/** Names of results that are assigned to the variable of that place. */
const ASSIGNED = " assigned ";

function described({ tensorMap }: NativeBackend, { dataId, shape, dtype }: tf.Tensor) {
  return { id: tensorMap.get(dataId).id, shape, dtype };
}

/** Gives results to tfjs, and to the variables that the part assigns to. */
function hand(
  backend: NativeBackend,
  { outputs }: Part,
  ids: readonly number[],
  variables: readonly tf.Variable[],
): tf.NamedTensorMap {
  const tensors: tf.NamedTensorMap = {};
  for (const [i, { name, shape, dtype }] of outputs.entries()) {
    const info = output(backend, ids[i]!, shape, dtype as "float32");
    const tensor = tf.engine().makeTensorFromTensorInfo(info);
    if (!name.startsWith(ASSIGNED)) tensors[name] = tensor;
    else {
      variables[Number(name.slice(ASSIGNED.length))]!.assign(tensor);
      tensor.dispose();
    }
  }
  return tensors;
}
