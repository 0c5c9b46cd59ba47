/** One row of the table of operations: what to compute, and how two engines' answers are compared. */
import { assert } from "@std/assert";
import type { Engine, EngineInfo } from "../../src/engine.ts";
import { generator, mixSeed, normals } from "../../src/tensors/random.ts";
import { tf } from "../../src/tf.ts";

/** An operation, the inputs that it is tried with, and what is asked of it. */
export interface Operation {
  readonly name: string;
  /** The shapes of its inputs, all float32. */
  readonly shapes: readonly (readonly number[])[];
  /** Computes one output; runs inside a tidy. */
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** `smooth`: the gradients can be checked by differences. `kinked`: they exist, but jump. `none`: there are none. */
  readonly gradient: "smooth" | "kinked" | "none";
  /** Draws inputs from [0.5, 1.5] instead of the normal distribution, as for logarithms. */
  readonly positive?: boolean;
}

/** What an engine answers: the output first, then the gradient of each input. */
export interface Answer {
  readonly output: Values;
  readonly gradients: readonly Values[];
}

/** A tensor on the host. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** The numbers that a row is tried with: a pure function of its name. */
export function inputsOf({ name, shapes, positive }: Operation): Float32Array[] {
  return shapes.map((shape, i) => {
    const size = tf.util.sizeFromShape([...shape]);
    const next = generator(mixSeed(name, i));
    return positive ? Float32Array.from({ length: size }, () => 0.5 + next()) : normals(size, next);
  });
}

/** The gradient that comes in from above, drawn as the inputs are. */
export function incoming(name: string, size: number): Float32Array {
  return normals(size, generator(mixSeed(name, "dy")));
}

/**
 * Computes a row on the current engine, and checks that nothing is left behind.
 *
 * @param compile The engine's; a compiled row is computed until it surely runs as one operation.
 */
export async function answer(
  operation: Operation,
  inputs = inputsOf(operation),
  compile?: EngineInfo["compile"],
): Promise<Answer> {
  const before = tf.memory().numTensors;
  const tensors = inputs.map((values, i) => tf.tensor(values, [...operation.shapes[i]!]));
  const compute = () =>
    tf.tidy(() => {
      const output = operation.run(...tensors);
      if (operation.gradient === "none") return [output];
      const dy = tf.tensor(incoming(operation.name, output.size), output.shape);
      return [output, ...tf.grads(operation.run)(tensors, dy)];
    });
  const step = compile?.(compute) ?? compute;
  for (let i = 0; i < 3 && compile !== undefined; i++) tf.dispose(step());
  const [output, ...gradients] = step();
  const answered = { output: await read(output!), gradients: await Promise.all(gradients.map(read)) };
  tf.dispose([...tensors, output!, ...gradients]);
  assert(
    tf.memory().numTensors === before,
    `${operation.name} leaves ${tf.memory().numTensors - before} tensors behind`,
  );
  return answered;
}

/** Fails unless the engine computes what the reference computes, compiled too; the current engine may change. */
export async function agrees(engine: Engine, reference: Engine, operation: Operation): Promise<void> {
  await reference.open();
  const expected = await answer(operation);
  const { compile } = await engine.open();
  for (const mode of compile === undefined ? [undefined] : [undefined, compile]) {
    const actual = await answer(operation, inputsOf(operation), mode);
    const how = mode === undefined ? "" : ", compiled";
    close(actual.output, expected.output, `the output of ${operation.name}${how}`);
    expected.gradients.forEach((gradient, i) =>
      close(actual.gradients[i]!, gradient, `gradient ${i} of ${operation.name}${how}`)
    );
  }
}

/** Fails unless two tensors agree in shape and, to 2e-4 of the largest value, in values. */
export function close(actual: Values, expected: Values, what: string): void {
  assert(`${actual.shape}` === `${expected.shape}`, `${what} has shape [${actual.shape}], not [${expected.shape}]`);
  let largest = 1e-3, worst = 0, at = 0;
  for (let i = 0; i < expected.data.length; i++) {
    largest = Math.max(largest, Math.abs(expected.data[i]!));
    const error = Math.abs(actual.data[i]! - expected.data[i]!);
    // Written so that NaN counts as wrong.
    if (!(error <= worst)) [worst, at] = [Number.isNaN(error) ? Infinity : error, i];
  }
  assert(
    worst <= 2e-4 * largest,
    `${what} is wrong at ${at}: ${actual.data[at]}, not ${expected.data[at]} (the largest is ${largest})`,
  );
}

async function read(tensor: tf.Tensor): Promise<Values> {
  return { shape: tensor.shape, data: (await tensor.data()).slice() };
}
