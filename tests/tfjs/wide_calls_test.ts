/**
 * What a compiled step of the native engine makes of wide convolutions and products is what the reference makes of them, with all gradients. A
 * processor that nobody has met may have oneDNN go ways of which some are wrong: run `deno task test:tfjs` there. `RAPTOR_TFJS` and
 * `RAPTOR_SEED` choose how many and which, as in the property tests beside this.
 */
import { assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { mixedPrecision } from "../../src/engines/mixed_precision.ts";
import { native } from "../../src/engines/native.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { wideCall } from "./wide.ts";

const times = { long: 200_000, whole: 3_000 }[Deno.env.get("RAPTOR_TFJS") ?? ""] ?? 160;
const first = Number(Deno.env.get("RAPTOR_SEED") ?? 0);
const needed = await needLibrary();

for (
  const [name, engine, tolerance] of [
    ["float32", native(), 1e-5],
    ["bfloat16", mixedPrecision(native()), 0.02],
    ["float16", mixedPrecision(native(), { dtype: "float16" }), 0.02],
  ] as const
) {
  Deno.test({
    name: `native() compiles wide convolutions and products to their numbers and gradients in ${name}`,
    ...needed,
    async fn() {
      const wrong: string[] = [];
      for (let seed = first; seed < first + times; seed++) {
        const { call, numbers } = wideCall(seed), { run, shapes } = call;
        const step = (...given: tf.Tensor[]): tf.Tensor[] =>
          tf.tidy(() => {
            const inputs = given.slice(0, -1), dy = given.at(-1)!;
            // TensorFlow leaves graphs of less than four operations as they are.
            return [tf.neg(tf.neg(run(...inputs))), ...tf.grads(run)(inputs, dy)];
          });
        await cpu().open();
        const outputs = tf.tidy(() => run(...shapes.map((shape, i) => numbers(shape, `input ${i}`))).shape);
        const given = () => [...shapes.map((shape, i) => numbers(shape, `input ${i}`)), numbers(outputs, "dy")];
        const expected = tf.tidy(() => step(...given()).map((tensor) => tensor.dataSync<"float32">()));
        const { compile } = await engine.open(), compiled = compile!(step), inputs = given();
        tf.dispose([compiled(...inputs), compiled(...inputs)]);
        const found = compiled(...inputs);
        for (const [i, tensor] of found.entries()) {
          const values = tensor.dataSync(), right = expected[i]!;
          const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
          // What is NaN is not near.
          const off = values.findIndex((value, at) => !(Math.abs(value - right[at]!) <= tolerance * largest));
          if (off >= 0) {
            const of = ["the result", "the first gradient", "the second gradient"][i];
            wrong.push(`seed ${seed}, ${call.name}: ${of} at ${off} is ${values[off]}, not ${right[off]}`);
          }
        }
        tf.dispose([found, inputs]);
        compiled.release?.();
      }
      assertEquals(wrong, []);
    },
  });
}
