import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { audioFiles, dataset, tf } from "../../mod.ts";
import { FILES, HELD } from "./files.ts";
import { samplesOf } from "./annotated.ts";

await tf.setBackend("cpu");
const root = `${FILES}/sounds`;

Deno.test("audioFiles() has what scipy reads, of any kind of numbers, the mean of the channels", async () => {
  const source = audioFiles(root, { rate: 8000 }), samples = await samplesOf(source);
  assertEquals([source.classes, source.size], [["high", "low"], 6]);
  for (const [i, { x, y }] of samples.entries()) {
    const name = source.title!(i).slice(root.length + 1, -".wav".length), known = HELD.sounds[name]!;
    assertEquals([x.shape, y], [[known.length], name.startsWith("low") ? 1 : 0]);
    for (const [j, value] of known.entries()) assertAlmostEquals(x.data[j]!, value, 1e-7, `${name} ${j}`);
  }
});

Deno.test("audioFiles() cuts, and fills a batch up with silence", async () => {
  const source = audioFiles(root, { rate: 8000, seconds: 5 / 8000 });
  const data = dataset({ train: source, val: source, batchSize: 6, workers: 1 });
  await data.open!();
  for await (const { x, y } of data.val!()) {
    assertEquals([x.shape, y.dtype], [[6, 5], "int32"]);
    const low = (await x.array() as number[][])[5]!;
    assertEquals([low.length, low[4]], [5, 0]);
    tf.dispose([x, y]);
  }
  await data.close!();
});

Deno.test("audioFiles() names a file of another rate, and one that is no sound", async () => {
  const source = audioFiles(root, { rate: 16000 });
  await source.open!();
  assertThrows(
    () => source.get(0),
    Error,
    `Cannot read ${root}/high/i16.wav as it must have 16000 samples a second: got 8000.`,
  );
  assertThrows(() => audioFiles(root, { seconds: 1 }), TypeError, "got no rate. Say rate: 16000.");
});
