import { assert, assertEquals, assertRejects } from "@std/assert";
import { images, normalize, randomCrop, randomFlip, type Recipe, tf, type Transform } from "../../mod.ts";
import { type Ahead, openCrew } from "../../src/loading/crew.ts";
import { collator, type Supply } from "../../src/loading/collate.ts";
import type { Collated } from "../../src/loading/tray.ts";
import { imageTransform } from "../../src/pixels/image_transform.ts";
import { memoryImages, share } from "../../src/sources/memory_images.ts";
import { deno, ROOT } from "../program.ts";
import { field, shapeOf } from "./field.ts";

const SHAPE = [8, 8, 3] as const;
const some = (count: number) => ({
  pixels: Uint8Array.from({ length: count * 192 }, (_, i) => (i * 7919) % 251),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});
const transforms = [randomCrop({ size: 8, padding: 2 }), randomFlip()];
const supply: Supply = { source: memoryImages({ ...share(some(20)), shape: SHAPE }), transforms, labels: true };
const bare: Supply = { ...supply, transforms: [] };
/** The same transform without a word on how another thread makes it, or with another word. */
const told = ({ name, pixels }: Transform, recipe?: Recipe) => imageTransform(name, pixels!, recipe);
const picks = Array.from({ length: 17 }, (_, i) => Uint32Array.of(3, 19, i, (7 * i) % 20));
const truth = (seed: number, of = supply) => picks.map((picked) => field(collator(of)(picked, seed) as Collated));

async function batches(ahead: Ahead | undefined, seed: number): Promise<number[][]> {
  assert(ahead !== undefined, "the test may read the modules");
  const made: number[][] = [];
  for await (const collated of ahead.collate(picks, seed)) {
    assertEquals(shapeOf(collated), SHAPE);
    made.push(field(collated));
  }
  return made;
}

Deno.test("a crew makes in other threads what this one would make, bit by bit, one pass after the other", async () => {
  const crew = openCrew();
  for (const workers of [1, 2, 3]) {
    const ahead = await crew.join(supply, workers);
    assertEquals(await batches(ahead, workers), truth(workers));
    assertEquals(await batches(ahead, 9), truth(9));
    ahead!.leave();
  }
  crew.close();
});

Deno.test("a crew serves two passes at a time, and a pass after one that was left in the middle", async () => {
  const crew = openCrew();
  const [one, other] = [await crew.join(supply, 2), await crew.join(bare, 1)];
  for await (const collated of one!.collate(picks, 1)) {
    assertEquals(field(collated), truth(1)[0]);
    assertEquals(await Array.fromAsync(other!.collate(picks, 1), (plain) => field(plain)), truth(1, bare));
    break;
  }
  one!.leave();
  other!.leave();
  const again = await crew.join(supply, 3);
  assertEquals(await batches(again, 2), truth(2));
  again!.leave();
  crew.close();
});

Deno.test("a crew that was closed lets a pass end, and starts anew for the next one", async () => {
  const crew = openCrew();
  const first = await crew.join(supply, 1);
  crew.close();
  assertEquals(await batches(first, 1), truth(1));
  first!.leave();
  const second = await crew.join(supply, 1);
  assertEquals(await batches(second, 2), truth(2));
  second!.leave();
  crew.close();
});

Deno.test("a crew has no threads where none are wanted, and where a transform has no recipe", async () => {
  const crew = openCrew();
  assertEquals(await crew.join({ ...supply, transforms: [told(randomFlip())] }, 2), undefined);
  assertEquals(await crew.join({ ...supply, source: memoryImages({ ...some(1), shape: SHAPE }) }, 2), undefined);
  assertEquals(await crew.join(supply, 0), undefined);
});

Deno.test("a crew has no threads where it may not read a module, be it one of what a source is made of", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/main.ts`;
  await Deno.writeTextFile(
    file,
    `import { openCrew } from "${ROOT}src/loading/crew.ts";
    import { repeat } from "${ROOT}mod.ts";
    const recipe = { module: "file://${folder}/mine.ts", name: "mine", options: undefined };
    const source = repeat({ name: "mine", size: 1, get: () => ({ x: 1, y: 1 }), recipe }, 2);
    console.log(await openCrew().join({ source, transforms: [], labels: false }, 1));`,
  );
  const { stdout, stderr } = await deno(["run", "--quiet", "--no-prompt", `--allow-read=${ROOT}`, file]);
  assertEquals([stdout, stderr], ["undefined\n", ""]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a crew tells the error of a batch at its turn, and goes on with the next pass", async () => {
  const crew = openCrew();
  const ahead = await crew.join({ ...supply, transforms: [randomCrop({ size: 8 }), randomCrop({ size: 9 })] }, 1);
  for (const picked of [3, 4]) {
    const batches = ahead!.collate([Uint32Array.of(picked), Uint32Array.of(0)], 0);
    const error = await assertRejects(() => batches.next(), RangeError);
    assert(error.message.startsWith("Cannot crop images as the window must fit"), error.message);
    assert(error.message.endsWith(`This is about image ${picked}.`), error.message);
  }
  ahead!.leave();
  crew.close();
});

Deno.test("a crew asks no thread again that failed while it waited", async () => {
  const crew = openCrew(), [first] = transforms;
  const text = "export const bomb = () => (setTimeout(() => { throw new Error('late'); }, 50), {});";
  const bomb = told(first!, { module: `data:text/javascript,${text}`, name: "bomb", options: {} });
  for (let round = 0; round < 2; round++) {
    (await crew.join({ ...supply, transforms: [bomb] }, 1))!.leave();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const ahead = await crew.join(supply, 1);
  assertEquals(await batches(ahead, 1), truth(1));
  ahead!.leave();
  crew.close();
});

Deno.test("a crew tells why a thread cannot begin", async () => {
  const crew = openCrew();
  const [first] = transforms;
  const module = "data:text/javascript,throw new Error('no such thing')";
  const broken = told(first!, { module, name: "broken", options: {} });
  await assertRejects(() => crew.join({ ...supply, transforms: [broken] }, 2), Error, "no such thing");
});

Deno.test("images() gives the same epoch from another thread as from this one", async () => {
  const train = some(505);
  const epoch = async (augment: readonly Transform[], workers: number) => {
    const classes = Array.from({ length: 10 }, (_, i) => String(i));
    const data = images({
      classes,
      shape: SHAPE,
      read: () => ({ train, val: some(5) }),
      normalize: normalize({ mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] }),
      augment,
      batchSize: 5,
      workers,
    });
    await data.open!();
    const passes = data.train({ epoch: 3, seed: 4 });
    const numbers: number[] = [];
    for await (const { x, y } of passes) {
      numbers.push(...x.dataSync(), ...y.dataSync());
      tf.dispose([x, y]);
    }
    await data.close!();
    return { numbers, elsewhere: Symbol.asyncIterator in passes };
  };
  const alone = await epoch(transforms, 0);
  assertEquals([alone.elsewhere, alone.numbers.length], [false, 505 * 193]);
  for (const workers of [1, 2]) assertEquals(await epoch(transforms, workers), { ...alone, elsewhere: true });
  assertEquals((await epoch(transforms.map((one) => told(one)), 2)).numbers, alone.numbers);
});

/** Runs a script that walks through an epoch of 100 batches, made by two threads, and does not close its dataset. */
async function script(...flags: string[]): Promise<string[]> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(
    file,
    `import { synthetic } from "${ROOT}mod.ts";
    const data = synthetic({ trainSamples: 200, valSamples: 1, batchSize: 2, workers: 2 });
    await data.open();
    let batches = 0;
    for (const epoch of [0, 1]) for await (const { x, y } of data.train({ epoch, seed: 0 })) { batches++; x.dispose(); y.dispose(); }
    console.log(batches);`,
  );
  const { stdout, stderr } = await deno(["run", "--quiet", "--no-prompt", ...flags, file]);
  await Deno.remove(file);
  return [stdout, stderr];
}

Deno.test("images() makes batches between steps, silently, where the modules may not be read", async () => {
  assertEquals(await script(), ["200\n", ""]);
});

Deno.test("threads that wait for a next pass keep no process from its end", async () => {
  assertEquals(await script("--allow-read"), ["200\n", ""]);
});

Deno.test("a crew makes batches of any source in other threads, texts aside", async () => {
  const text =
    "export const squares = () => ({ name: 'squares', size: 9, get: async (i) => ({ x: { i, half: i / 2 }, y: i * i }) });" +
    "export const words = () => ({ name: 'words', size: 9, get: (i) => ({ x: 'word ' + i, y: i }) });";
  const module = `data:text/javascript,${encodeURIComponent(text)}`;
  const of = (name: string): Supply => ({
    source: { name, size: 9, recipe: { module, name, options: {} }, get: () => ({ x: 0, y: 0 }) },
    transforms: [],
    labels: true,
  });
  const crew = openCrew(), ahead = await crew.join(of("squares"), 2);
  const made = await Array.fromAsync(
    ahead!.collate([Uint32Array.of(3, 1), Uint32Array.of(5), Uint32Array.of(8, 2)], 0),
    (collated) => [field(collated, "x.i"), field(collated, "x.half"), field(collated, "y")],
  );
  assertEquals(made, [[[3, 1], [1.5, 0.5], [9, 1]], [[5], [2.5], [25]], [[8, 2], [4, 1], [64, 4]]]);
  ahead!.leave();
  const texts = await crew.join(of("words"), 1);
  await assertRejects(
    () => texts!.collate([Uint32Array.of(3)], 0).next(),
    TypeError,
    "got a text at x. Turn it into numbers in a transform, or set workers to 0.",
  );
  texts!.leave();
  crew.close();
});
