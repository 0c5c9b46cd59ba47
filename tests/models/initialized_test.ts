import { assert, assertEquals, assertThrows } from "@std/assert";
import * as r from "../../mod.ts";

const { tf } = r;
const network = () => r.sequential(r.dense({ inputs: 4, units: 8 }), r.relu(), r.dense({ inputs: 8, units: 2 }));

Deno.test("initialized() draws by the rule, by seed and name, and leaves what it says nothing of", () => {
  const rule: r.InitialRule = (name) =>
    name === "0/kernel" ? r.truncatedNormal(0.02) : name === "2/bias" ? 3 : undefined;
  const [one, again, plain] = [r.initialized(network(), rule), r.initialized(network(), rule), network()];
  for (const model of [one, again, plain]) r.initialize(model, 5);
  const values = (model: r.AnyLayer, name: string) => [...model.params[name]!.dataSync()];
  assert(values(one, "0/kernel").every((value) => Math.abs(value) <= 0.04 && value !== 0));
  assertEquals(values(one, "0/kernel"), values(again, "0/kernel"));
  assertEquals(values(one, "2/bias"), [3, 3]);
  assertEquals(values(one, "2/kernel"), values(plain, "2/kernel"));
  tf.dispose([one.params, again.params, plain.params] as unknown as r.tf.TensorContainer);
});

Deno.test("initialized() leaves weights alone that were set since, and draws a constant in place of chance", () => {
  const model = r.initialized(r.dense({ inputs: 2, units: 1 }), (name) => name === "kernel" ? r.xavierNormal() : 0.5);
  tf.tidy(() => model.params.kernel!.assign(tf.ones([2, 1]) as never));
  r.initialize(model, 1);
  assertEquals([...model.params.kernel!.dataSync(), ...model.params.bias!.dataSync()], [1, 1, 0.5]);
  tf.dispose(model.params as unknown as r.tf.TensorContainer);
});

Deno.test("initialized() refuses what is no rule", () => {
  const model = network();
  const text =
    "Cannot begin 0/kernel of sequential as a rule answers an initializer, a finite number or undefined: got NaN.";
  assertThrows(() => r.initialized(model, () => NaN), TypeError, text);
  assertThrows(() => r.initialized(model, 1 as never), TypeError, "as it must be a function: got number.");
  tf.dispose(model.params as unknown as r.tf.TensorContainer);
});
