import { assertEquals, assertRejects } from "@std/assert";
import { one, tf } from "../../mod.ts";
import { countOf, leads, teamOf } from "../../src/training/team.ts";

Deno.test("a team of one walks through batches, knows the whole of each, and stops where it is asked to", async () => {
  let reason: string | undefined;
  const team = teamOf(one(), () => reason), walked: unknown[] = [], before = tf.memory().numTensors;
  const batches = () => [3, 2, 4].map((size) => ({ x: tf.zeros([size]), y: tf.zeros([size]), size }));
  for await (const { batch } of team.inStep(batches(), ({ size }) => 10 * size)) {
    walked.push([batch.of, team.whole()]);
    tf.dispose([batch.x, batch.y]);
    if (walked.length === 2) reason = "lunch";
  }
  const whole = (
    size: number,
  ) => [size, { rows: { from: 0, size, whole: size }, count: 10 * size, own: 10 * size, absent: false }];
  assertEquals([walked, team.stopped()], [[whole(3), whole(2)], "lunch"]);
  assertEquals(await team.end(true), true);
  assertEquals([leads(team), leads(undefined)], [true, true]);
  // The third batch was not there yet: a synchronous pass makes it when it is asked for.
  assertEquals(tf.memory().numTensors - before, 0);
});

Deno.test("countOf() asks a loss how many examples it is a mean over, on the device too", () => {
  const before = tf.memory().numTensors, y = tf.tensor1d([1, 0, 1]);
  const batch = { x: 0, y, size: 3 },
    loss = Object.assign(() => tf.scalar(0), { count: (y: tf.Tensor) => tf.sum(y) as tf.Scalar });
  assertEquals([countOf({})(batch), countOf({ loss } as never)(batch as never)], [3, 2]);
  y.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a team names the rank that says before a step what is no whole number, and goes no further", async () => {
  const alone = one();
  for (
    const [at, number, rank] of [[0, 7, 0], [1, 0.5, 0], [3, NaN, 0], [4, -1, 0], [6, -0.5, 0], [9, NaN, 1], [
      8,
      1e300,
      1,
    ]] as const
  ) {
    const group = {
      ...alone,
      size: 2,
      sum: (said: unknown) => Promise.resolve(void ((said as Float64Array)[at] = number)),
    };
    const walk = teamOf(group, () => undefined).inStep([{ x: 1, y: 1, size: 3 }]);
    const text = `Cannot go on as what ranks say before a step must be whole numbers: got ${
      at === 0 ? 7 : number
    } of rank ${rank}.`;
    await assertRejects(() => walk.next(), Error, text);
  }
});

Deno.test("a team takes weights for what a loss is a mean over, also such as are lost", async () => {
  for (const weight of [3.25, NaN]) {
    const team = teamOf(one(), () => undefined), walk = team.inStep([{ x: 1, y: 1, size: 3 }], () => weight);
    await walk.next();
    assertEquals(team.whole().count, weight);
    await walk.return();
  }
});

Deno.test("a team that is to end goes on until all hear of it where they would go on, and not where one has the others answer", async () => {
  let reason: string | undefined;
  const team = teamOf(one(), () => reason), answered = team.answer(() => Promise.resolve(void (reason = "lunch")));
  reason = "lunch";
  await answered();
  assertEquals(team.stopped(), undefined);
  assertEquals((await team.inStep([{ x: 0, y: 0, size: 1 }]).next()).done, true);
  assertEquals(team.stopped(), "lunch");
});
