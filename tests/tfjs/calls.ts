/** Drawn calls, what an engine answers to them, and whether that is what the cpu engine answers. */
import { assert } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import type { Engine } from "../../src/engine.ts";
import { tf } from "../../src/tf.ts";
import { type Call, families } from "./families.ts";
import { type Draws, draws } from "./random.ts";

/** The numbers of a tensor. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Seeds, one after the other. */
export interface Seeds {
  readonly first: number;
  readonly times: number;
}

const usual = (d: Draws) => 1 + d.int(4);

/** The call of a seed. */
export function callOf(seed: number, side = usual): { readonly call: Call; readonly d: Draws } {
  const d = draws("call", seed);
  return { call: families[seed % families.length]!(d, () => side(d)), d };
}

/** The answer to a call and its gradients, or what it was refused by. */
export function answer({ shapes, run }: Call, seed: number): Promise<Values[] | Error> {
  return told(() => {
    const inputs = shapes.map((shape, i) => draws("input", seed, i).tensor(shape)), y = run(...inputs);
    return [y, ...tf.grads(run)(inputs, draws("dy", seed).tensor(y.shape))];
  });
}

/** The answer to a call with whole numbers and truth values among its inputs. */
function wholeAnswer({ shapes, run }: Call, seed: number): Promise<Values[] | Error> {
  return told(() => {
    const inputs = shapes.map((shape, i) => {
      const kind = draws("kind", seed, i).int(3), values = draws("input", seed, i);
      const x = values.tensor(shape, kind === 0 ? "float32" : "int32");
      return kind === 2 ? tf.cast(x, "bool") : x;
    });
    return [run(...inputs)];
  });
}

async function told(compute: () => tf.Tensor[]): Promise<Values[] | Error> {
  try {
    const tensors = tf.tidy(compute);
    const values = tensors.map(async (tensor) => ({ shape: tensor.shape, data: (await tensor.data()).slice() }));
    const all = await Promise.all(values);
    tf.dispose(tensors);
    return all;
  } catch (error) {
    return error as Error;
  }
}

/** Asserts that numbers are the same ones. */
export function same(actual: Values[] | Error, expected: Values[] | Error, tolerance: number, what: string): void {
  if (expected instanceof Error) return;
  assert(!(actual instanceof Error), `${what} is refused: ${(actual as Error).message}`);
  expected.forEach(({ shape, data }, i) => {
    assert(
      `${actual[i]!.shape}` === `${shape}`,
      `${what}: number ${i} has shape [${actual[i]!.shape}], not [${shape}]`,
    );
    const largest = Math.max(1, ...Array.from(data, Math.abs).filter(Number.isFinite));
    for (let at = 0; at < data.length; at++) {
      const [got, wanted] = [actual[i]!.data[at]!, data[at]!], isSame = Object.is(got, wanted) || got === wanted;
      assert(
        isSame || Math.abs(got - wanted) <= tolerance * largest,
        `${what}: number ${i} at ${at} is ${got}, not ${wanted}`,
      );
    }
  });
}

/** Holds an engine against the cpu engine: calls, and their gradients. */
export async function agrees(engine: Engine, { first, times }: Seeds): Promise<void> {
  for (let seed = first; seed < first + times; seed++) {
    const { call } = callOf(seed);
    await cpu().open();
    const expected = await answer(call, seed);
    await engine.open();
    same(await answer(call, seed), expected, 1e-4, `${call.name}, seed ${seed}`);
  }
}

/** Holds an engine against the cpu engine where numbers are whole or truth values: it answers the same, or refuses. */
export async function agreesOnWholeNumbers(engine: Engine, { first, times }: Seeds): Promise<void> {
  let compared = 0;
  for (let seed = first; seed < first + times; seed++) {
    const { call } = callOf(seed);
    // They take truth values from each other, which are truth values again in the reference.
    if (/^log(SumExp|Softmax)/.test(call.name)) continue;
    await cpu().open();
    const expected = await wholeAnswer(call, seed);
    await engine.open();
    const actual = await wholeAnswer(call, seed);
    if (actual instanceof Error || expected instanceof Error) continue;
    same(actual, expected, 1e-4, `${call.name} of whole numbers, seed ${seed}`);
    compared++;
  }
  assert(compared > times / 2, "most calls must have been compared");
}
