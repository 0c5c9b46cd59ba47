import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  arrays,
  cpu,
  type Fact,
  type HistogramFact,
  meanSquaredError,
  mlp,
  native,
  runner,
  sgd,
  statistics,
  tf,
  wasm,
} from "../../mod.ts";
import { findLibtensorflow } from "../../mod.ts";
import { need } from "../needs.ts";

const here = await need(
  "libtensorflow",
  "deno run -A tools/install_native.ts",
  () => findLibtensorflow() !== undefined,
);
const x = Array.from({ length: 8 }, (_, i) => [i / 8, 1]), y = x.map(([a]) => [3 * a!]);

async function told(engine: ReturnType<typeof cpu>, options?: Parameters<typeof statistics>[0]) {
  const facts: (Fact & { readonly step: number })[] = [];
  const chain = runner({ log: false, interrupt: false }).model(() => mlp({ sizes: [2, 1] }))
    .data(arrays({ x, y, batchSize: 4, shuffle: false })).loss(meanSquaredError()).optimizer(sgd({ lr: 0.1 })).engine(
      engine,
    );
  const listened = chain.hook((event) => {
    if (event.type === "facts") facts.push(...event.facts.map((fact) => ({ ...fact, step: event.step! })));
  });
  const { model } = await (options === undefined ? listened : listened.hook(statistics(options))).train({ epochs: 3 });
  const weights = Object.entries(model.params).map(([name, weight]) => [name, Array.from(weight.dataSync())] as const);
  tf.dispose(model.params as never);
  return { facts, weights };
}

for (const [name, engine, need] of [["cpu", cpu, {}], ["wasm", wasm, {}], ["native", native, here]] as const) {
  Deno.test({
    ...{
      name: `statistics() tells of weights and gradients at its steps, and changes nothing that is learnt, on ${name}`,
      ...need,
    },
    async fn() {
      const { facts, weights } = await told(engine(), { every: 3, bins: 4 });
      assertEquals(weights, (await told(engine())).weights);
      assertEquals([...new Set(facts.map(({ step }) => step))], [3, 6]);
      const value = (name: string) =>
        facts.find((fact) => fact.step === 6 && fact.name === name && fact.kind === "scalar") as { value: number };
      for (const [name, numbers] of weights) {
        const norm = Math.hypot(...numbers), mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
        assert(Math.abs(value(`weights/${name}/norm`).value - norm) < 1e-6);
        assert(Math.abs(value(`weights/${name}/mean`).value - mean) < 1e-6);
      }
      assert(value("gradients/norm").value > 0);
      const histograms = facts.filter((fact) => fact.step === 6 && fact.kind === "histogram");
      assertEquals(
        histograms.map(({ name }) => name),
        ["weights", "gradients"].flatMap((kind) => weights.map(([name]) => `${kind}/${name}`)),
      );
      for (const [i, [, numbers]] of weights.entries()) {
        assertEquals(
          (histograms[i] as HistogramFact & { readonly step: number }).counts.reduce((sum, one) => sum + one, 0),
          numbers.length,
        );
      }
    },
  });
}

Deno.test("statistics() looks at what it is told to alone", async () => {
  const { facts } = await told(cpu(), { every: 1, of: ["gradients"], only: /bias/, bins: 0 });
  assertEquals([...new Set(facts.map(({ name }) => name.split("/")[0]))], ["gradients"]);
  assertEquals(facts.length, 6 * (1 + 5));
  assertThrows(
    () => statistics({ of: ["slots" as never] }),
    RangeError,
    "of must list weights, gradients or both: got slots.",
  );
});
