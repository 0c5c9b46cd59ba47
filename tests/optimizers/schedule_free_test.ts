import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  arrays,
  cpu,
  dense,
  meanSquaredError,
  on,
  runner,
  scheduleFreeAdamw,
  scheduleFreeSgd,
  tf,
  weight,
} from "../../mod.ts";
import { mae } from "../../mod.ts";

Deno.test("scheduleFreeSgd() publishes the mean of where its steps led, weighed by the square of the largest rate", async () => {
  await cpu().open();
  const rates = [0.1, 0.3, 0.2], params = { w: weight([], 2) };
  const optimizer = scheduleFreeSgd({ lr: (step) => rates[step]!, momentum: 0.5 }), slots = optimizer.init(params);
  const [z, x, weights] = [[2], [2], [0]];
  for (let step = 0; step < 3; step++) {
    const y = 0.5 * z.at(-1)! + 0.5 * x.at(-1)!;
    assertAlmostEquals(params.w.dataSync()[0]!, y, 1e-6);
    tf.tidy(() => optimizer.update({ w: tf.mul(params.w, 3) }, slots, params, { step, steps: 3, stepsPerEpoch: 3 }));
    z.push(z.at(-1)! - rates[step]! * 3 * y);
    weights.push(Math.max(...rates.slice(0, step + 1)) ** 2);
    const sum = weights.reduce((a, b) => a + b, 0);
    x.push(z.slice(1).reduce((total, one, i) => total + one * weights[i + 1]!, 0) / sum);
    assertAlmostEquals(tf.tidy(() => optimizer.published!(slots, params).w!.dataSync()[0]!), x.at(-1)!, 1e-5);
  }
});

Deno.test("scheduleFreeAdamw() is judged and handed out by its mean, goes on by the other point, and is resumed exactly", async () => {
  const workDir = await Deno.makeTempDir();
  const xs = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]), ys = xs.map(([a, b]) => [a! - 2 * b!]);
  const scores: number[] = [];
  const sentence = (folder?: string) =>
    runner({ ...folder && { workDir: folder }, log: false, seed: 5 }).model(() => dense({ inputs: 2, units: 1 }))
      .engine(cpu())
      .data(arrays({ x: xs, y: ys, valX: xs, valY: ys, batchSize: 4 })).loss(meanSquaredError()).evaluator(mae())
      .optimizer(scheduleFreeAdamw({ lr: 0.1 }))
      .hook(on("scores", (event) => void scores.push(event.scores.mae)));
  const whole = await sentence().train({ epochs: 6 });
  const values = (of: typeof whole) => Object.values(of.model.params).map((w) => [...w.dataSync()]);
  const off = tf.tidy(() => {
    const prediction = whole.model.forward(tf.tensor2d(xs), { training: false, seed: 0 });
    return tf.mean(tf.abs(tf.sub(prediction, tf.tensor2d(ys)))).dataSync()[0]!;
  });
  assertAlmostEquals(scores.at(-1)!, off, 1e-5);
  const all = [...scores];
  await sentence(workDir).train({ epochs: 3 });
  const rest = await sentence(workDir).train({ epochs: 6, resume: true });
  assertEquals([values(rest), scores.slice(6)], [values(whole), all]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("scheduleFreeSgd() and scheduleFreeAdamw() refuse numbers out of their range", () => {
  assertThrows(
    () => scheduleFreeSgd({ lr: 1, momentum: 0 }),
    RangeError,
    "momentum must be a finite number above 0: got 0.",
  );
  assertThrows(() => scheduleFreeSgd({ lr: 1, momentum: 1 }), RangeError, "momentum must be in [0, 1): got 1.");
  assertThrows(() => scheduleFreeAdamw({ lr: -1 }), RangeError, "lr must be a finite number of at least 0: got -1.");
});
