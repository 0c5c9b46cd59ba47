import { assert, assertEquals } from "@std/assert";
import { type Event, throughput } from "../../mod.ts";

const step = (number: number, time: number): Event => ({
  ...{ type: "step", epoch: 1, epochs: 1, step: number, steps: 9, batch: number, batches: 9 },
  ...{ time, dataTime: time / 4, lr: 0.1, size: 10 },
});

Deno.test("throughput() leaves out its warm-up and tells the means of each stretch", async () => {
  const hook = throughput({ every: 2, warmup: 1 }), found: Record<string, number>[] = [];
  for (const [i, time] of [100, 1, 3, 0.5, 0.5].entries()) {
    const answer = await hook(step(i + 1, time));
    if (answer) {
      found.push(Object.fromEntries(answer.facts!.map((fact) => [fact.name, (fact as { value: number }).value])));
    }
  }
  assertEquals(
    found.map((
      { samples_per_second, steps_per_second, data_share },
    ) => [samples_per_second, steps_per_second, data_share]),
    [
      ...[[5, 0.5, 0.25], [20, 2, 0.25]],
    ],
  );
  assert(found.every(({ rss, tensors, tensor_memory }) => rss! > 1 && tensors! >= 0 && tensor_memory! >= 0));
});
