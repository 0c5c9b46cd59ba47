import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  accumulate,
  adam,
  arrays,
  chain,
  clipByNorm,
  cosine,
  cpu,
  dense,
  dropout,
  type Entry,
  type Event,
  type Hook,
  mlp,
  type Optimizer,
  runner,
  sequential,
  sgd,
  sink,
  type Terms,
  type tf,
} from "../../mod.ts";
import { checkResume, type Going, termsOf } from "../../src/runner/resume.ts";

const progress = { step: 30, epoch: 3, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
const from = { model: "m", optimizer: "sgd", weights: {}, slots: {}, progress };
const terms: Terms = { ranks: 1, accumulate: 1, epochs: 5, samples: 100, batchSize: 10 };
const going = (change: Partial<Terms> = {}): Going => ({
  terms: { ...terms, ...change },
  settings: {},
});

Deno.test("checkResume() lets a run go on that is at least as long, counted in either way", () => {
  for (const length of [{ epochs: 3 }, { epochs: 4 }, { epochs: undefined, steps: 30 }] as Partial<Terms>[]) {
    assertEquals(checkResume(from, going(length)), []);
  }
});

Deno.test("checkResume() refuses one that is shorter, also by a part of an epoch, in words that can be read", () => {
  const refused = (change: object, length: object) =>
    assertThrows(() => checkResume({ ...from, progress: { ...progress, ...change } }, going(length)), RangeError)
      .message;
  assertEquals(
    refused({}, { epochs: 2 }),
    "Cannot resume as the run must be at least as long as it was: got a checkpoint of 3 whole epochs for a run of 2. Train longer.",
  );
  assertMatch(
    refused({ epoch: 1, batch: 1, samples: 9 }, { epochs: 1 }),
    /of 1 whole epoch and 1 batch for a run of 1\./,
  );
  assertMatch(refused({ batch: 4, samples: 9 }, { epochs: 3 }), /of 3 whole epochs and 4 batches for a run of 3\./);
  assertMatch(refused({}, { epochs: undefined, steps: 29 }), /of 30 steps for a run of 29\./);
});

Deno.test("checkResume() lets a run of samples end with the batch that reaches them, and refuses one that is shorter", () => {
  const ofSamples = (seen: number) => () =>
    checkResume(
      { ...from, progress: { ...progress, seen } },
      going({ epochs: undefined, length: 95 } as object as Partial<Terms>),
    );
  assertEquals(ofSamples(104)(), []);
  assertThrows(ofSamples(105), RangeError, "got a checkpoint of 105 samples for a run of 95. Train longer.");
});

Deno.test("checkResume() refuses another number of samples, with both", () => {
  assertThrows(
    () => checkResume({ ...from, terms }, going({ samples: 120 })),
    RangeError,
    "an epoch must have the samples it had: got 120 samples where the checkpoint had 100.",
  );
});

Deno.test("checkResume() refuses a place beyond the epoch", () => {
  const at = (change: object) => () => checkResume({ ...from, progress: { ...progress, ...change } }, going());
  assertThrows(at({ batch: 3, samples: 101 }), RangeError, "got batch 3 and 101 samples of 100.");
  assertThrows(at({ batch: 3, samples: 0 }), RangeError, "got batch 3 and 0 samples of 100.");
});

Deno.test("checkResume() refuses other steps for an update between two updates alone", () => {
  const before = { ...terms, accumulate: 4 };
  const rule = "got accumulate(2, ...) in the middle of accumulate(4, ...), after step 30.";
  assertThrows(() => checkResume({ ...from, terms: before }, going({ accumulate: 2 })), RangeError, rule);
  const ledger = { dtype: "float32", shape: [2], data: Float32Array.of(0, 9) } as const;
  checkResume({ ...from, terms: before, slots: { "accumulated/ledger": ledger } }, going({ accumulate: 2 }));
});

Deno.test("checkResume() tells what is not as it was, and nothing else", () => {
  const settings = (lr: number, epochs: number, resume: boolean) => ({
    optimizer: { name: "sgd", lr, momentum: 0 },
    train: { epochs, resume },
  });
  const before = { ...from, terms, settings: settings(0.1, 3, false) };
  const run = { terms: { ...terms, batchSize: 20 }, settings: settings(0.01, 5, true) };
  assertEquals(checkResume(before, run), [
    "optimizer.lr 0.01 (was 0.1)",
    "epochs 5 (was 3)",
    "batchSize 20 (was 10)",
  ]);
  assertEquals(checkResume(before, { terms, settings: settings(0.1, 3, true) }), []);
});

const quiet = { log: { write: () => {}, progress: false } } as const;
const x = Array.from({ length: 50 }, (_, i) => [i + 1]), y = x.map(([value]) => value! % 2);

/** A run over 50 samples that writes down which it learns from. */
function runOf(workDir: string, batchSize: number, seen: number[], optimizer: Optimizer = sgd({ lr: cosine(0.001) })) {
  const net = { ...mlp({ sizes: [1, 2] }), staticGraph: false };
  const spy = {
    ...net,
    forward(input: tf.Tensor2D, mode: Parameters<typeof net.forward>[1]) {
      if (mode.training) seen.push(...input.dataSync());
      return net.forward(input, mode);
    },
  };
  return runner({ ...quiet, workDir }).model(spy).data(arrays({ x, y, classes: 2, batchSize })).optimizer(optimizer)
    .engine(cpu());
}
const stopAt = (step: number): Hook => (event) =>
  event.type === "step" && event.step === step ? { stop: "lunch" } : undefined;

for (const [before, after] of [[5, 5], [5, 20], [5, 3], [20, 5]] as const) {
  Deno.test(`Runner.train() resumed with batches of ${after} after ${before} sees every sample of each epoch once`, async () => {
    const workDir = await Deno.makeTempDir();
    const seen: number[] = [], steps: Extract<Event, { type: "step" }>[] = [];
    const listen: Hook = (event) => void (event.type === "step" && steps.push(event));
    const cut = Math.floor(50 / before) + 1;
    await runOf(workDir, before, seen).hook(stopAt(cut)).train({ epochs: 3 });
    const { stopped } = await runOf(workDir, after, seen).hook(listen).train({ epochs: 3, resume: true });
    assertEquals(stopped, undefined);
    for (let epoch = 0; epoch < 3; epoch++) {
      const epochSeen = seen.slice(epoch * 50, epoch * 50 + 50).toSorted((a, b) => a - b);
      assertEquals(epochSeen, x.map(([value]) => value!), `epoch ${epoch + 1}`);
    }
    // The counters of the log end where they say, and the rate falls steadily to its last step.
    assertEquals(steps.at(-1)!.step, steps.at(-1)!.steps);
    assertEquals(new Set(steps.map(({ steps }) => steps)).size, 1);
    for (const [i, step] of steps.entries()) {
      if (step.epoch !== steps[i + 1]?.epoch) assertEquals(step.batch, step.batches);
      assertEquals([step.lr > 0, step.lr < (steps[i - 1]?.lr ?? 0.001)], [true, true], `step ${step.step}`);
    }
    await Deno.remove(workDir, { recursive: true });
  });
}

Deno.test("Runner.train() resumed with batches of another size keeps the updates that adding up has begun", async () => {
  const workDir = await Deno.makeTempDir();
  const adding = () => accumulate(4, sgd({ lr: 0.001 }));
  await runOf(workDir, 5, [], adding()).hook(stopAt(6)).train({ epochs: 2 });
  await assertRejects(
    () => runOf(workDir, 5, [], accumulate(3, sgd({ lr: 0.001 }))).train({ epochs: 2, resume: true }),
    RangeError,
    "got accumulate(3, ...) in the middle of accumulate(4, ...), after step 6.",
  );
  const { steps } = await runOf(workDir, 10, [], adding()).train({ epochs: 2, resume: true });
  assertEquals(steps, 6 + 2 + 5);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() resumed smooths over as many steps as without a break, those of a stop between two reports too", async () => {
  const smooth = [{ name: "loss", window: 17, as: "lately" }] as const;
  const told = async (cut: number | undefined) => {
    const workDir = await Deno.makeTempDir(), means: [number, number][] = [];
    const write = ({ step, scalars: { lately } }: Entry) => void (lately && means.push([step, lately]));
    const run = () => runOf(workDir, 5, []).hook(sink(write, { smooth, interval: 6, ignoreLast: false }));
    if (cut !== undefined) await run().hook(stopAt(cut)).train({ epochs: 3 });
    await run().train({ epochs: 3, resume: cut !== undefined });
    await Deno.remove(workDir, { recursive: true });
    return means;
  };
  const straight = await told(undefined);
  for (const cut of [20, 23]) assertEquals(await told(cut), straight, `after step ${cut}`);
});

Deno.test("Runner.train() goes on from a checkpoint of the first form in mid-epoch, with the losses of its own code", async () => {
  // The file and the losses come from the code of before samples were counted: step 7 of 15, the second batch of an epoch.
  const points = Array.from({ length: 10 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
  const read: number[] = [];
  await runner(quiet).model(mlp({ sizes: [2, 1, 2] }))
    .data(arrays({ x: points, y: points.map(([a, b]) => a! > b! ? 1 : 0), classes: 2, batchSize: 2 }))
    .optimizer(sgd({ lr: 0.1, momentum: 0.9 })).engine(cpu())
    .hook((event) => void (event.type === "report" && read.push(...event.losses.loss!)))
    .train({ epochs: 3, resume: "tests/files/raptor_1.safetensors" });
  assertEquals(read, [
    ...[0.7086261510848999, 0.6849314570426941, 0.7754294872283936, 0.30783987045288086, 0.8553661108016968],
    ...[0.8626676797866821, 0.837337076663971, 0.8904939889907837],
  ]);
});

Deno.test("Runner.train() says in one line what it goes on from, and what has changed", async () => {
  const workDir = await Deno.makeTempDir();
  const said: string[] = [];
  const listen: Hook = (event) => void (event.type === "note" && said.push(event.text));
  await runOf(workDir, 10, []).hook(listen).train({ epochs: 1, resume: true });
  await runOf(workDir, 25, [], sgd({ lr: 0.5 })).hook(listen).train({ epochs: 2, resume: true });
  assertEquals(said.filter((text) => /no checkpoint|Going on/.test(text)), [
    `There is no checkpoint in ${workDir} yet: the weights are those that the model has, or new ones.`,
    `Going on from ${workDir}/epoch_1.safetensors, after step 5; changed since: optimizer.lr 0.5 (was cosine), ` +
    "epochs 2 (was 1), batchSize 25 (was 10).",
  ]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() says of a list which of its parts have changed, and of many changes how many there are", async () => {
  const workDir = await Deno.makeTempDir(), said: string[] = [];
  const network = (rate: number) => () =>
    sequential(dense({ inputs: 2, units: 3 }), ...Array.from({ length: 10 }, () => dropout({ rate })));
  const sentence = (rate: number) =>
    runner({ workDir, log: { write: (text) => void said.push(text), progress: false }, interrupt: false })
      .model(network(rate)).data(arrays({ x: [[0, 1], [1, 0]], y: [0, 1], classes: 3, batchSize: 2 })).optimizer(
        sgd({ lr: 0.1 }),
      ).engine(cpu());
  await sentence(0.1).train({ epochs: 1 });
  await sentence(0.2).train({ epochs: 2, resume: true });
  const line = said.find((text) => text.includes("changed since"))!;
  assertEquals(line.match(/layers\.\d+\.rate 0\.2 \(was 0\.1\)/g)?.length, 8);
  assertMatch(line, / and 3 more\.\s*$/);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() goes on from the checkpoint before a damaged one, and refuses a damaged one that is named", async () => {
  const workDir = await Deno.makeTempDir();
  await runOf(workDir, 25, []).train({ epochs: 2 });
  const path = `${workDir}/epoch_2.safetensors`, bytes = await Deno.readFile(path);
  bytes[bytes.length - 3]! ^= 4;
  await Deno.writeFile(path, bytes);
  const named = () => runOf(workDir, 25, []).train({ epochs: 3, resume: path });
  await assertRejects(named, SyntaxError, "it was damaged or changed");
  const said: string[] = [];
  const { steps } = await runOf(workDir, 25, []).hook((event) => void (event.type === "note" && said.push(event.text)))
    .train({ epochs: 3, resume: true });
  assertEquals(steps, 6);
  assertMatch(
    said.join("\n"),
    /Taking epoch_1\.safetensors, as epoch_2\.safetensors, which last_checkpoint names, is not whole/,
  );
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("termsOf() finds how many steps are added up, wherever that is said", () => {
  const steps = (optimizer: Parameters<typeof termsOf>[0]["optimizer"]) =>
    termsOf({ data: {}, optimizer, length: { epochs: 1 } }).accumulate;
  const plainly = accumulate(4, sgd({ lr: 0.1 })), clipped = accumulate(3, chain(clipByNorm(1), adam({ lr: 0.1 })));
  const within = chain(clipByNorm(1), accumulate(2, sgd({ lr: 0.1 })));
  assertEquals([sgd({ lr: 0.1 }), plainly, clipped, within].map(steps), [1, 4, 3, 2]);
});

Deno.test("termsOf() leaves out what the dataset does not tell", () => {
  const terms = termsOf({ data: {}, optimizer: sgd({ lr: 0.1 }), length: { steps: 7 } });
  assertEquals(terms, { ranks: 1, accumulate: 1, steps: 7 });
});

Deno.test("termsOf() tells the length in samples, and none for minutes", () => {
  const of = (length: Parameters<typeof termsOf>[0]["length"]) =>
    termsOf({ data: {}, optimizer: sgd({ lr: 0.1 }), length });
  assertEquals(of({ samples: 7 }), { ranks: 1, accumulate: 1, length: 7 });
  assertEquals(of({ minutes: 7 }), { ranks: 1, accumulate: 1 });
});
