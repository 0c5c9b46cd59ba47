import { assertEquals, assertRejects } from "@std/assert";
import { arrays, cpu, crossEntropy, type Engine, type Event, mlp, runner, sgd, tf, wasm } from "../../mod.ts";
import { useEngine } from "../../src/runner/engine_in_use.ts";

const data = arrays({ x: [[0], [1], [2], [3]], y: [0, 0, 1, 1], classes: 2, batchSize: 2 });
const chain = (engine: Engine) =>
  runner({ log: false, interrupt: false }).model(() => mlp({ sizes: [1, 2] })).data(data).loss(crossEntropy())
    .optimizer(sgd({ lr: 0.1 })).engine(engine);

Deno.test("Runner.train() refuses a second run at the same time on another engine, and the first goes on as it would have", async () => {
  const straight = await chain(cpu()).train({ epochs: 3 });
  let refused: Promise<Error> | undefined;
  const meanwhile = async (event: Event) => {
    if (event.type !== "step" || refused !== undefined) return;
    refused = assertRejects(
      () => chain(wasm()).train({ epochs: 1 }),
      TypeError,
      "Cannot run as all runs at one time compute on one engine: got wasm while a run computes on cpu. Give both the same",
    );
    await refused;
  };
  const { history } = await chain(cpu()).hook(meanwhile).train({ epochs: 3 });
  await refused;
  assertEquals(history, straight.history);
  assertEquals(tf.getBackend(), "cpu");
});

Deno.test("Runner.train() lets runs at the same time share an engine, and others come after them", async () => {
  const both = await Promise.all([chain(cpu()).train({ epochs: 2 }), chain(cpu()).train({ epochs: 2 })]);
  assertEquals(both[0]!.history, both[1]!.history);
  await chain(wasm()).train({ epochs: 1 });
  assertEquals(tf.getBackend(), "wasm");
  await assertRejects(() => chain(wasm()).train({ epochs: 0 }), TypeError);
  await chain(cpu()).train({ epochs: 1 });
});

Deno.test("useEngine() takes auto() for what it has found, and gives the backend back where that is another", async () => {
  const auto = { ...wasm(), name: "auto" }, first = await useEngine(cpu());
  await assertRejects(() => useEngine(auto), TypeError, "got wasm while a run computes on cpu");
  assertEquals(tf.getBackend(), "cpu");
  first.letGo();
  first.letGo();
  const second = await useEngine(auto), third = await useEngine(wasm());
  second.letGo();
  await assertRejects(() => useEngine(cpu()), TypeError, "got cpu while a run computes on wasm");
  third.letGo();
  (await useEngine(cpu())).letGo();
});
