import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  adam,
  arrays,
  batchNorm,
  cpu,
  dense,
  dropout,
  type Engine,
  native,
  relu,
  runner,
  sequential,
  sgd,
  tf,
  wasm,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();
const x = Array.from({ length: 64 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
const y = x.map(([first, second]) => first! > second! ? 1 : 0);
const data = () => arrays({ x, y, classes: 2, batchSize: 8 });
const network = () =>
  sequential(
    dense({ inputs: 2, units: 16 }),
    batchNorm({ channels: 16 }),
    relu(),
    dropout({ rate: 0.2 }),
    dense({ inputs: 16, units: 2 }),
  );
const engines: readonly (readonly [string, Engine, object])[] = [
  ["cpu", cpu(), {}],
  ["wasm", wasm(), {}],
  ["native", native(), needed],
];

for (const [name, engine, need] of engines) {
  Deno.test({
    name: `.findLr() leaves a run as it would have been, of a model that is given or made, on ${name}`,
    ...need,
    async fn() {
      const learnt: unknown[] = [];
      for (const given of [false, true]) {
        for (const tests of [0, 2]) {
          const run = runner({ log: false, seed: 3 }).model(given ? network() : network).data(data())
            .optimizer(adam({ lr: 0.01 })).engine(engine);
          for (let i = 0; i < tests; i++) await run.findLr({ steps: 40 });
          const { model } = await run.train({ epochs: 2 });
          const values = await Promise.all(Object.values(model.params).map((variable) => variable.data()));
          learnt.push(values.map((numbers) => Array.from(numbers)));
          tf.dispose(model.params);
        }
      }
      for (const other of learnt.slice(1)) assertEquals(other, learnt[0]);
    },
  });

  Deno.test({
    name: `.findLr() suggests rates that learn, the same ones each time, and leaves no tensors on ${name}`,
    ...need,
    async fn() {
      await engine.open();
      const run = runner({ log: false, seed: 3 }).model(network).data(data()).optimizer(sgd({ lr: 1, momentum: 0.9 }))
        .engine(engine);
      const first = await run.findLr({ from: 1e-5 }), tensors = tf.memory().numTensors;
      assertEquals(await run.findLr({ from: 1e-5 }), first);
      assertEquals(tf.memory().numTensors, tensors);
      assert(first.suggestion > 1e-5 && first.suggestion < 1, `${first.suggestion}`);
      assertEquals([first.suggestion, first.smooth.length], [first.valley, first.losses.length]);
      const mean = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      const best = Math.min(...first.smooth);
      assert(best < 0.9 * mean(first.losses.slice(0, 5)), "the loss falls on the way");
    },
  });
}

Deno.test(".findLr() draws its curve where it is told to", async () => {
  const folder = await Deno.makeTempDir(), svg = `${folder}/lr.svg`;
  const run = runner({ log: false }).model(network).data(data()).engine(cpu());
  const { valley } = await run.findLr({ steps: 30, svg });
  const text = await Deno.readTextFile(svg);
  assert(text.startsWith("<svg ") && text.includes(`valley ${valley.toExponential(1)}`), text.slice(0, 200));
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["lr.svg"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test(".findLr() tells every reason why it cannot run at once", async () => {
  const run = runner({ log: false, seed: -1 }).model(network).data(data()).engine(cpu());
  const error = await assertRejects(
    () => run.findLr({ from: 1, to: 0.1, steps: 3, smooth: 1, stopAt: 1, Svg: "x" } as never),
    TypeError,
  );
  for (
    const reason of [
      "got Svg. Did you mean svg?",
      "to must be a finite number above from, 1: got 0.1",
      "steps must be a whole number of at least 10: got 3",
      "smooth must be in [0, 1): got 1",
      "stopAt must be a finite number above 1: got 1",
      'seed must be "random" or a whole number',
    ]
  ) assert(error.message.includes(reason), error.message);
});

Deno.test(".findLr() is refused before the parts that it needs, by types and at run time", async () => {
  // @ts-expect-error there is no data
  const early = () => runner({ log: false }).model(network).findLr();
  await assertRejects(early, TypeError, "call .data() before .findLr()");
});
