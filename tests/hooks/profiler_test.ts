import { assert, assertEquals } from "@std/assert";
import {
  arrays,
  cpu,
  type Event,
  findLibtensorflow,
  mae,
  meanSquaredError,
  mlp,
  native,
  profiler,
  runner,
  sgd,
  tf,
  wasm,
} from "../../mod.ts";
import { startEvent } from "./start_event.ts";
import { need } from "../needs.ts";

const here = await need(
  "libtensorflow",
  "deno run -A tools/install_native.ts",
  () => findLibtensorflow() !== undefined,
);

interface Traced {
  readonly name: string;
  readonly cat?: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly tid: number;
  readonly args?: { readonly name?: string; readonly inputs?: number[][] };
}

async function traced(engine: ReturnType<typeof cpu>, options?: Parameters<typeof profiler>[1]) {
  const folder = await Deno.makeTempDir(), file = `${folder}/trace.json`;
  const x = Array.from({ length: 40 }, (_, i) => [i / 40, 1]), y = x.map(([a]) => [3 * a!]);
  const chain = runner({ log: false, interrupt: false }).model(() => mlp({ sizes: [2, 3, 1] }))
    .data(arrays({ x, y, valX: x, valY: y, batchSize: 4 })).loss(meanSquaredError()).evaluator(mae()).optimizer(
      sgd({ lr: 0.1 }),
    ).engine(engine);
  const { model } = await (options ? chain.hook(profiler(file, options), function mine() {}) : chain).train({
    epochs: 2,
  });
  const weights = Object.values(model.params).map((weight) => Array.from(weight.dataSync()));
  tf.dispose(model.params as never);
  const { traceEvents } = options
    ? JSON.parse(await Deno.readTextFile(file)) as { traceEvents: Traced[] }
    : { traceEvents: [] };
  await Deno.remove(folder, { recursive: true });
  return {
    spans: traceEvents.filter(({ ph }) => ph === "X"),
    names: traceEvents.filter(({ ph }) => ph === "M"),
    weights,
  };
}

const ENGINES = [["cpu", cpu, {}], ["wasm", wasm, {}], [
  "native, eager",
  () => native({ compile: false }),
  here,
]] as const;

for (const [name, engine, need] of ENGINES) {
  Deno.test({
    ...{
      name: `profiler() writes the active steps of its cycles, their parts, hooks and operations, on ${name}`,
      ...need,
    },
    async fn() {
      const { spans, names, weights } = await traced(engine(), {
        skipFirst: 2,
        wait: 1,
        warmup: 1,
        active: 2,
        repeat: 2,
      });
      assertEquals(weights, (await traced(engine())).weights);
      const of = (cat: string) => spans.filter((span) => span.cat === cat);
      assertEquals(of("step").map(({ name }) => name), ["step 5", "step 6", "step 9", "step 10"]);
      assertEquals(names.map(({ args }) => args!.name), ["steps", "parts", "operations", "hooks"]);
      for (const part of ["data", "forward", "backward", "update"]) {
        assertEquals(of("part").filter(({ name }) => name === part).length, 4, part);
      }
      assertEquals(spans.filter(({ name }) => name === "compiled"), []);
      assert(of("hook").some(({ name }) => name === "hook mine"));
      // The parts of a step lie in it, and one after the other.
      for (const step of of("step")) {
        const within = of("part").filter(({ ts, dur }) => ts >= step.ts - 1 && ts + dur <= step.ts + step.dur + 3);
        const [forward, backward, update] = ["forward", "backward", "update"].map((part) =>
          within.find(({ name }) => name === part)!
        );
        assert(forward!.ts <= backward!.ts && backward!.ts <= update!.ts);
        const operations = of("operation").filter(({ ts }) => ts >= forward!.ts && ts < forward!.ts + forward!.dur + 1);
        assert(operations.length > 0, "the forward pass has operations");
      }
      assert(
        of("operation").some(({ args }) => JSON.stringify(args!.inputs) === "[[4,2],[2,3]]"),
        "a product of the first layer",
      );
    },
  });
}

Deno.test({
  ...{ name: "profiler() changes nothing that a compiled step learns, and tells what its parts take", ...here },
  async fn() {
    const { spans, weights } = await traced(native(), { wait: 3, active: 5 });
    assertEquals(weights, (await traced(native())).weights);
    assertEquals(spans.filter(({ cat }) => cat === "step").length, 5);
    assert(spans.some(({ name }) => name === "update"));
    // What was put off is computed at the end of each step, as one.
    const steps = spans.filter(({ cat }) => cat === "step"), late = spans.filter(({ name }) => name === "compiled");
    assertEquals(late.map(({ cat }) => cat), steps.map(() => "part"));
    for (const [i, { ts, dur }] of late.entries()) {
      assert(ts >= steps[i]!.ts - 1 && ts + dur <= steps[i]!.ts + steps[i]!.dur + 3, `of ${steps[i]!.name}`);
    }
  },
});

Deno.test("profiler() writes spans that lie in each other or apart, and steps without the validations between them", async () => {
  const { spans } = await traced(cpu(), { wait: 0, warmup: 0, active: 500 });
  const steps = spans.filter(({ cat }) => cat === "step");
  for (const track of ["step", "part"]) {
    const all = spans.filter(({ cat }) => cat === track);
    for (const [i, { name, ts }] of all.entries()) {
      if (i === 0) continue;
      const { ts: before, dur } = all[i - 1]!;
      assert(ts - before - dur > -0.01, `${name} begins ${before + dur - ts} us before the end of the one before`);
    }
  }
  const within = (span: Traced) => steps.filter(({ ts, dur }) => span.ts >= ts && span.ts < ts + dur);
  for (const part of spans.filter(({ cat }) => cat === "part")) assertEquals(within(part).length, 1, part.name);
  // Two epochs of ten steps are judged in ten batches each, of which a forward pass has a product of each layer.
  const products = spans.filter(({ cat, args }) =>
    cat === "operation" && JSON.stringify(args!.inputs) === "[[4,2],[2,3]]"
  );
  assertEquals([products.filter((one) => within(one).length === 1).length, products.length], [20, 40]);
});

Deno.test("profiler() says so where the run ends before the first step that it would write", async () => {
  const hook = profiler("nowhere.json", { skipFirst: 100 });
  const end = { type: "end" } as Event;
  await hook(startEvent());
  assertEquals(await hook(end), {
    note:
      "The profiler has written no trace: the run took 0 steps, the first of which it passes over by skipFirst 100, " +
      "wait 1 and warmup 1",
    level: "warning",
  });
  await hook(startEvent({ task: "val" }));
  assertEquals(await hook(end), undefined);
});

Deno.test("profiler() stops listening once it has written, and writes what it has where the run ends before", async () => {
  const { spans } = await traced(cpu(), { wait: 0, warmup: 0, active: 500, operations: false });
  assertEquals(spans.filter(({ cat }) => cat === "step").length, 20);
  assertEquals(spans.filter(({ cat }) => cat === "operation").length, 0);
});
