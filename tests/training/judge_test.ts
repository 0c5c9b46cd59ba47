import { assertEquals, assertRejects } from "@std/assert";
import { type Event, judge, tf } from "../../mod.ts";
import { line, meanTarget, points } from "../toy.ts";

await tf.setBackend("cpu");
const engine = { name: "cpu", backend: "cpu", version: "test", device: "cpu" };
const plan = {
  model: line(),
  metrics: [meanTarget("mean")],
  engine,
  seed: 0,
  stopped: (): string | undefined => undefined,
};

Deno.test("judge() tells start, each batch, the scores and the end", async () => {
  const all: Event[] = await Array.fromAsync(judge({ ...plan, data: points([1, 3]) }, "val"));
  assertEquals(all.map(({ type }) => type), ["start", "val", "val", "scores", "end"]);
  assertEquals(all.flatMap((event) => event.type === "scores" ? [event.scores, event.batch] : []), [{ mean: 2 }, 2]);
});

Deno.test("judge() takes the validation's batches for a test where the dataset has no others", async () => {
  const data = points([4]);
  const scores = async (given: typeof data) =>
    (await Array.fromAsync(judge({ ...plan, data: given }, "test"))).flatMap((event) =>
      event.type === "scores" ? event.scores.mean : []
    );
  assertEquals(await scores(data), [4]);
  assertEquals(await scores({ ...data, test: points([7]).val! }), [7]);
});

Deno.test("judge() ends without scores when it is stopped", async () => {
  const before = tf.memory().numTensors;
  const all = await Array.fromAsync(judge({ ...plan, data: points([1, 2, 3]), stopped: () => "enough" }, "val"));
  assertEquals(all.map(({ type }) => type), ["start", "val", "end"]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("judge() refuses a dataset that has nothing to be judged on", async () => {
  const data = { name: "blind", train: () => [] };
  await assertRejects(
    () => Array.fromAsync(judge({ ...plan, data }, "val")),
    TypeError,
    "Cannot judge line as the dataset must have val(): got blind without it.",
  );
});

Deno.test("judge() gives back its tensors and the batch read ahead when its reader fails or leaves", async () => {
  const data = points([1, 2, 3]);
  const ahead = {
    ...data,
    async *val() {
      yield* data.val!() as Iterable<never>;
    },
  };
  const before = tf.memory().numTensors;
  await assertRejects(
    async () => {
      for await (const event of judge({ ...plan, data: ahead }, "val")) {
        if (event.type === "val") throw new Error("hook");
      }
    },
    Error,
    "hook",
  );
  assertEquals(tf.memory().numTensors, before);
});
