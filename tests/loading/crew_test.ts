import { assert, assertEquals, assertRejects } from "@std/assert";
import { images, normalize, randomCrop, randomFlip, tf, type Transform } from "../../mod.ts";
import { type Ahead, openCrew } from "../../src/loading/crew.ts";
import { developer } from "../../src/loading/collate.ts";
import { memorySource, share } from "../../src/sources/memory_images.ts";
import { deno, ROOT } from "../program.ts";

const SHAPE = [8, 8, 3] as const;
const some = (count: number) => ({
  pixels: Uint8Array.from({ length: count * 192 }, (_, i) => (i * 7919) % 251),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});
const transforms = [randomCrop({ size: 8, padding: 2 }), randomFlip()];
const film = { source: memorySource({ ...share(some(20)), shape: SHAPE }), transforms };
const picks = Array.from({ length: 17 }, (_, i) => Uint32Array.of(3, 19, i, (7 * i) % 20));
const truth = (seed: number) => picks.map((picked) => [...developer(film)(picked, seed).bytes]);

async function batches(ahead: Ahead | undefined, seed: number): Promise<number[][]> {
  assert(ahead !== undefined, "the test may read the modules");
  const made: number[][] = [];
  for await (const { bytes, shape } of ahead.develop(picks, seed)) {
    assertEquals(shape, SHAPE);
    made.push([...bytes]);
  }
  return made;
}

Deno.test("a crew makes in other threads what this one would make, bit by bit, one pass after the other", async () => {
  const crew = openCrew();
  for (const workers of [1, 2, 3]) {
    const ahead = await crew.join(film, workers);
    assertEquals(await batches(ahead, workers), truth(workers));
    assertEquals(await batches(ahead, 9), truth(9));
    ahead!.leave();
  }
  crew.close();
});

Deno.test("a crew serves two passes at a time, and a pass after one that was left in the middle", async () => {
  const crew = openCrew();
  const [one, other] = [await crew.join(film, 2), await crew.join({ ...film, transforms: [] }, 1)];
  for await (const { bytes } of one!.develop(picks, 1)) {
    assertEquals([...bytes], truth(1)[0]);
    const plain = await Array.fromAsync(other!.develop(picks, 1), ({ bytes }) => [...bytes]);
    assertEquals(plain, picks.map((picked) => [...developer({ ...film, transforms: [] })(picked, 1).bytes]));
    break;
  }
  one!.leave();
  other!.leave();
  const again = await crew.join(film, 3);
  assertEquals(await batches(again, 2), truth(2));
  again!.leave();
  crew.close();
});

Deno.test("a crew that was closed lets a pass end, and starts anew for the next one", async () => {
  const crew = openCrew();
  const first = await crew.join(film, 1);
  crew.close();
  assertEquals(await batches(first, 1), truth(1));
  first!.leave();
  const second = await crew.join(film, 1);
  assertEquals(await batches(second, 2), truth(2));
  second!.leave();
  crew.close();
});

Deno.test("a crew has no threads where none are wanted, and where a transform has no recipe", async () => {
  const { recipe: _, ...own } = randomFlip(), crew = openCrew();
  assertEquals(await crew.join({ ...film, transforms: [own] }, 2), undefined);
  assertEquals(await crew.join({ ...film, source: memorySource({ ...some(1), shape: SHAPE }) }, 2), undefined);
  assertEquals(await crew.join(film, 0), undefined);
});

Deno.test("a crew tells the error of a batch at its turn, and goes on with the next pass", async () => {
  const crew = openCrew();
  const ahead = await crew.join({ ...film, transforms: [randomCrop({ size: 8 }), randomCrop({ size: 9 })] }, 1);
  for (const picked of [3, 4]) {
    const batches = ahead!.develop([Uint32Array.of(picked), Uint32Array.of(0)], 0);
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
  const bomb = { ...first!, name: "bomb", recipe: { module: `data:text/javascript,${text}`, options: {} } };
  for (let round = 0; round < 2; round++) {
    (await crew.join({ ...film, transforms: [bomb] }, 1))!.leave();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const ahead = await crew.join(film, 1);
  assertEquals(await batches(ahead, 1), truth(1));
  ahead!.leave();
  crew.close();
});

Deno.test("a crew tells why a thread cannot begin", async () => {
  const crew = openCrew();
  const [first] = transforms;
  const broken = {
    ...first!,
    recipe: { module: "data:text/javascript,throw new Error('no such thing')", options: {} },
  };
  await assertRejects(() => crew.join({ ...film, transforms: [broken] }, 2), Error, "no such thing");
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
    const passes = data.train(3, 4);
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
  assertEquals((await epoch(transforms.map(({ recipe: _, ...own }) => own), 2)).numbers, alone.numbers);
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
    for (const epoch of [0, 1]) for await (const { x, y } of data.train(epoch, 0)) { batches++; x.dispose(); y.dispose(); }
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
