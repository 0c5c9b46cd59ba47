/** Every wrapper of sources over the same ten samples: which it has, what it passes on, and that threads make the same of it. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { cached, concat, dataset, kFold, type Picture, repeat, type Sample, type Source, split } from "../../mod.ts";
import { subset, tf } from "../../mod.ts";
import { openCrew } from "../../src/loading/crew.ts";
import { field } from "../loading/field.ts";
import { LABELS, ten } from "../sources/ten.ts";

await tf.setBackend("cpu");

type Images = Source<Picture, number>;
const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

interface Row {
  readonly wrap: (source: Images) => Images;
  /** Its samples, by their numbers in the source. */
  readonly has: readonly number[];
  /** Where chance has a say, only which samples there are is known. */
  readonly sorted?: true;
}

const TABLE: Readonly<Record<string, Row>> = {
  "subset() by numbers": { wrap: (source) => subset(source, [7, 2, 2]), has: [7, 2, 2] },
  "subset() by numbers of 32 bits": { wrap: (source) => subset(source, Uint32Array.of(9, 0)), has: [9, 0] },
  "subset() of the first": { wrap: (source) => subset(source, { first: 3 }), has: [0, 1, 2] },
  "subset() of the last": { wrap: (source) => subset(source, { last: 3 }), has: [7, 8, 9] },
  "concat() of one": { wrap: (source) => concat(source), has: all },
  "concat() of two": { wrap: (source) => concat(source, subset(source, [4])), has: [...all, 4] },
  "split() and concat()": { wrap: (source) => concat(...split(source, [0.7, 0.3])), has: all, sorted: true },
  "split() by class and concat()": {
    wrap: (source) => {
      const { a, b, c } = split(source, { a: 2, b: 3, c: 5 }, { seed: 2, stratify: true });
      return concat(c, a, b);
    },
    has: all,
    sorted: true,
  },
  "kFold() and concat()": {
    wrap: (source) => {
      const { train, val } = kFold(source, { folds: 3, seed: 5, stratify: true })[1]!;
      return concat(train, val);
    },
    has: all,
    sorted: true,
  },
  "repeat()": { wrap: (source) => repeat(source, 2), has: [...all, ...all] },
  "cached()": { wrap: (source) => cached(source), has: all },
  "wrappers of wrappers": { wrap: (source) => cached(repeat(subset(source, { last: 2 }), 2)), has: [8, 9, 8, 9] },
};

const numberOf = ({ x }: Sample<Picture, number>): number => x.data[0]! / 10;

/** The images and labels of two epochs and a validation. */
async function batches(source: Images, workers: number): Promise<{ elsewhere: boolean; numbers: number[][] }> {
  const data = dataset({ train: source, val: source, batchSize: 2, workers }), numbers: number[][] = [];
  await data.open!();
  const passes = [0, 1].map((epoch) => data.train({ epoch, seed: 3 }));
  for (const pass of [...passes, data.val!()]) {
    for await (const { x, y } of pass) {
      numbers.push([...(x as tf.Tensor).dataSync(), ...y.dataSync()]);
      tf.dispose([x, y]);
    }
  }
  await data.close!();
  return { elsewhere: Symbol.asyncIterator in passes[0]!, numbers };
}

for (const [title, { wrap, has, sorted }] of Object.entries(TABLE)) {
  const order = (numbers: readonly number[]) => sorted ? numbers.toSorted() : numbers;

  Deno.test(`${title} has the right samples`, async () => {
    const source = wrap(ten());
    await source.open!();
    await source.open!();
    const samples: number[] = [], labels: number[] = [];
    for (let i = 0; i < source.size; i++) {
      const sample = await source.get(i);
      samples.push(numberOf(sample));
      labels.push(sample.y);
      assertEquals(source.title!(i), `number ${samples[i]}`);
    }
    assertEquals(order(samples), has);
    assertEquals(labels, samples.map((sample) => LABELS[sample]!));
    assertEquals([...source.labels!() as number[]], labels);
  });

  Deno.test(`${title} passes on what its source tells, and is frozen`, async () => {
    const inner = ten(), source = wrap(inner);
    assertEquals([source.shape, source.classes, Object.isFrozen(source)], [[1, 1, 1], ["low", "high"], true]);
    assertEquals(new Set(source.permissions!.map((asked) => JSON.stringify(asked))).size, 1);
    await source.open!();
    source.expect!(Uint32Array.from({ length: source.size }, (_, i) => i));
    assertEquals(order(inner.expected).toSorted(), [...has].toSorted());
  });

  Deno.test(`${title} tells nothing that its source does not tell`, () => {
    const bare: Images = { name: "bare", size: 10, get: (i) => ten().get(i) };
    if (/by class|kFold/.test(title)) {
      return void assertThrows(() => wrap(bare), TypeError, "got bare, which tells none");
    }
    const { open, labels, classes, shape, recipe, permissions, title: titled, settings, size } = wrap(bare);
    assertEquals([open, labels, classes, shape, recipe, permissions!.length], [...Array(5).fill(undefined), 0]);
    assertEquals([titled!(0).endsWith(" of bare"), typeof settings, size], [true, "object", has.length]);
  });

  Deno.test(`${title} is made of its recipe by another thread, sample by sample`, async () => {
    const source = wrap(ten()), supply = { source, transforms: [], labels: true };
    await source.open!();
    const crew = openCrew(), ahead = await crew.join(supply, 1);
    const picks = Array.from({ length: source.size }, (_, i) => Uint32Array.of(i));
    const there = await Array.fromAsync(ahead!.collate(picks, 0), (made) => field(made));
    const here: number[][] = [];
    for (const i of picks.keys()) here.push([10 * numberOf(await source.get(i))]);
    assertEquals(there, here);
    ahead!.leave();
    crew.close();
  });

  Deno.test(`${title} gives the same batches from two threads as from none`, async () => {
    const [alone, threads] = [await batches(wrap(ten()), 0), await batches(wrap(ten()), 2)];
    assertEquals([alone.elsewhere, threads.elsewhere], [false, true]);
    assertEquals(threads.numbers, alone.numbers);
    assertEquals(alone.numbers.length, 3 * Math.ceil(has.length / 2));
  });
}

Deno.test("wrappers refuse what is no source", () => {
  assertEquals(
    assertThrows(() => repeat(undefined as never, 2), TypeError).message,
    "Cannot make repeat as it is made of sources: got undefined.",
  );
  assertThrows(() => concat(ten(), {} as never), TypeError, "Cannot make concat as it is made of sources: got object.");
});

Deno.test("a recipe of wrappers holds the recipes of what they are made of", () => {
  const { of, module } = concat(repeat(ten("a"), 2), ten("b")).recipe!;
  assertEquals([of!.map(({ name }) => name), of![0]!.of![0]!.options], [["repeat", "ten"], "a"]);
  assertStrictEquals(module, new URL("../../src/sources/concat.ts", import.meta.url).href);
});
