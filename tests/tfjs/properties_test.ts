/**
 * What holds for every call: an engine agrees with the reference, gradients with differences, a compiled step with an eager one, and odd
 * calls are answered or refused, and harm nothing. Some hundred draws here, thousands by `deno task test:tfjs`, a million by
 * `deno task test:tfjs:long`. Other draws begin at the seed that `RAPTOR_SEED` names.
 */
import { assert } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import type { Engine } from "../../src/engine.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { agrees, agreesOnWholeNumbers, answer, callOf, same } from "./calls.ts";
import { draws } from "./random.ts";

const times = { long: 1_000_000, whole: 5_000 }[Deno.env.get("RAPTOR_TFJS") ?? ""] ?? 250;
const first = Number(Deno.env.get("RAPTOR_SEED") ?? 0);
const library = await needLibrary();
const others = [
  { engine: wasm({ threads: 2 }), needed: {} },
  { engine: native(), needed: library },
];

Deno.test("cpu() has gradients that agree with differences", async () => {
  await cpu().open();
  let compared = 0;
  for (let seed = first; seed < first + times; seed++) {
    const { call } = callOf(seed), told = await answer(call, seed);
    assert(!(told instanceof Error), `${call.name} is refused: ${(told as Error).message}`);
    if (call.isKinked) continue;
    // Along one direction, and of a weighed sum in float64.
    const step = 2e-3, weights = draws("dy", seed).tensor(told[0]!.shape).dataSync();
    const directions = call.shapes.map((shape, i) => draws("direction", seed, i).tensor(shape));
    const at = (sign: number) =>
      tf.tidy(() => {
        const inputs = call.shapes.map((shape, i) =>
          tf.add(draws("input", seed, i).tensor(shape), tf.mul(directions[i]!, sign * step))
        );
        return Array.from(call.run(...inputs).dataSync()).reduce((sum, value, i) => sum + value * weights[i]!, 0);
      });
    const seen = (at(1) - at(-1)) / (2 * step);
    const expected = directions.map((one, i) => {
      const along = one.dataSync();
      return Array.from(told[i + 1]!.data).reduce((sum, slope, j) => sum + slope * along[j]!, 0);
    }).reduce((a, b) => a + b);
    const size = Math.max(1, Math.abs(expected), Math.sqrt(weights.length));
    assert(
      Math.abs(seen - expected) < 2e-2 * size,
      `${call.name}, seed ${seed}: differences tell ${seen}, gradients ${expected}`,
    );
    compared++;
  }
  assert(compared > times / 2, "most calls must have been compared");
});

for (const { engine, needed } of others) {
  Deno.test({
    name: `${engine.name}() agrees with cpu() on calls and their gradients`,
    ...needed,
    fn: () => agrees(engine, { first, times }),
  });

  Deno.test({
    name: `${engine.name}() agrees with cpu() on whole numbers and truth values, or refuses them`,
    ...needed,
    fn: () => agreesOnWholeNumbers(engine, { first, times }),
  });

  Deno.test({
    name: `${engine.name}() answers odd calls or refuses them, and goes on`,
    ...needed,
    fn: () => oddly(engine),
  });
}

/** Sizes of 0 and 1, axes and places that are not there, whole numbers and truth values. */
async function oddly(engine: Engine): Promise<void> {
  await engine.open();
  const canary = tf.tensor1d([1, 2, 3, 4, 5, 6, 7]);
  for (let seed = first; seed < first + times; seed++) {
    const { call, d } = callOf(seed, (d) => d.int(3)), kind = d.int(3);
    const shapes = kind === 0
      ? call.shapes
      : call.shapes.map((shape) =>
        d.int(4) === 0 ? shape.slice(1) : shape.map((size) => Math.max(0, size + d.int(3) - 1))
      );
    try {
      tf.tidy(() => {
        const inputs = shapes.map((shape, i) => {
          const values = draws("input", seed, i).tensor(shape, kind === 2 && d.int(2) === 0 ? "int32" : "float32");
          return kind === 2 && d.int(3) === 0 ? tf.cast(values, "bool") : values;
        });
        call.run(...inputs).dataSync();
        tf.grads(call.run)(inputs).forEach((slope) => slope.dataSync());
      });
    } catch (error) {
      assert(
        !/out of bounds|unreachable|Aborted/.test((error as Error).message),
        `${call.name}, seed ${seed}: ${(error as Error).message}`,
      );
    }
    const sum = tf.tidy(() => tf.sum(tf.square(canary)).dataSync()[0]);
    assert(sum === 140, `after ${call.name}, seed ${seed}, the squares from 1 to 7 add up to ${sum}`);
  }
  canary.dispose();
}

Deno.test({
  name: "native() computes compiled steps as eager ones, to the last digit",
  ...library,
  async fn() {
    const { compile } = await native().open();
    for (let seed = first; seed < first + times; seed++) {
      const { call } = callOf(seed);
      const step = (inputs: tf.Tensor[]) =>
        tf.tidy(() => {
          const y = call.run(...inputs);
          return [y, ...tf.grads(call.run)(inputs, draws("dy", seed).tensor(y.shape))];
        });
      const compiled = compile!(step);
      // Other numbers each time, and the third time compiled.
      for (let time = 0; time < 4; time++) {
        const inputs = call.shapes.map((shape, i) => draws("input", seed, i, time).tensor(shape));
        const [mine, theirs] = [compiled, step].map((run) => {
          const made = run(inputs),
            values = made.map((tensor) => ({ shape: tensor.shape, data: tensor.dataSync().slice() }));
          tf.dispose(made);
          return values;
        });
        same(mine!, theirs!, 0, `${call.name}, seed ${seed}, time ${time}`);
        tf.dispose(inputs);
      }
    }
  },
});
