/**
 * A repair of tfjs's tape, on which operations are written down for their gradients. What a gradient keeps of an
 * operation's results stands there before the operation itself, so that gradients of gradients lose sight of it, and an input that
 * was left out is taken for one that is there.
 */
import { tf } from "../../tf.ts";

type Tensors = Readonly<Record<string, tf.Tensor | null | undefined>>;
type Gradient = (dy: unknown, saved: tf.Tensor[], attrs: unknown) => unknown;

interface Node {
  readonly inputs: Tensors;
  readonly outputs: readonly tf.Tensor[];
}

/** What is changed of the engine of tfjs, and what it is changed by. */
interface Taping {
  readonly state: { readonly activeTape: Node[]; readonly gradientDepth: number };
  addTapeNode(
    name: string,
    inputs: Tensors,
    outputs: readonly tf.Tensor[],
    gradient: Gradient | null,
    saved: readonly tf.Tensor[],
    attrs: unknown,
  ): void;
  saveTensorsForBackwardMode(tensors: readonly (tf.Tensor | null | undefined)[]): tf.Tensor[];
}

const taping = () => tf.engine() as unknown as Taping;

/** Whether what is computed now is a gradient that will be derived itself. Asked within a gradient. */
export function isDerivedAgain(): boolean {
  return taping().state.gradientDepth > 0;
}

/** Whether a gradient of what is computed now may be derived again. Asked on the way forward. */
export function mayBeDerivedAgain(): boolean {
  return taping().state.gradientDepth > 1;
}

/** Repairs the tape; a second call does nothing. */
export function repairTape(): void {
  const engine = taping();
  if (Object.hasOwn(engine, "addTapeNode")) return;
  const [add, save] = [engine.addTapeNode.bind(engine), engine.saveTensorsForBackwardMode.bind(engine)];

  engine.addTapeNode = (name, inputs, outputs, gradient, saved, attrs) => {
    const hidesSome = gradient !== null && saved.length > 0 && mayBeDerivedAgain() &&
      hides(engine.state.activeTape, inputs, outputs, saved);
    add(name, given(inputs), outputs, hidesSome ? refusing(name, gradient) : gradient, saved, attrs);
    if (saved.length > 0) putFirst(engine.state.activeTape, outputs);
  };

  // What was left out stands for a factor; nobody asks for its gradient.
  engine.saveTensorsForBackwardMode = (tensors) =>
    save(tensors.includes(undefined) || tensors.includes(null) ? tensors.map((one) => one ?? tf.scalar(1)) : tensors);
}

function given(inputs: Tensors): Tensors {
  for (const name in inputs) {
    if (inputs[name] != null) continue;
    return Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor != null));
  }
  return inputs;
}

/** Moves the last operation before the copies of its results that are kept for its gradient. */
function putFirst(tape: Node[], outputs: readonly tf.Tensor[]): void {
  let first = tape.length - 1;
  const isKept = ({ inputs: { x } }: Node) => x != null && outputs.some(({ id }) => id === x.id);
  while (first > 0 && isKept(tape[first - 1]!)) first--;
  if (first < tape.length - 1) tape.splice(first, 0, tape.pop()!);
}

/** Whether anything is kept that is neither an input nor a result: how it came about is not on the tape. */
function hides(tape: readonly Node[], inputs: Tensors, outputs: readonly tf.Tensor[], saved: readonly tf.Tensor[]) {
  const known = new Set([...Object.values(inputs), ...outputs].map((tensor) => tensor?.id));
  return saved.some(({ id }) => {
    const copy = tape.findLast(({ outputs: [only] }) => only!.id === id);
    return copy !== undefined && !known.has(copy.inputs.x?.id);
  });
}

function refusing(name: string, gradient: Gradient): Gradient {
  return (...all) => {
    if (!isDerivedAgain()) return gradient(...all);
    throw new TypeError(
      `Cannot derive a gradient again as ${name} keeps what its own gradient is made of: got a gradient of a gradient\n` +
        `Compose it of plain operations.`,
    );
  };
}
