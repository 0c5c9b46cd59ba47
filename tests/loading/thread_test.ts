import { assertEquals, assertRejects } from "@std/assert";
import { collator, type Supply } from "../../src/loading/collate.ts";
import type { Collated } from "../../src/loading/tray.ts";
import { memoryImages, share } from "../../src/sources/memory_images.ts";
import { startThread } from "../../src/loading/thread.ts";
import type { Recipe } from "../../src/source.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";
import { field } from "./field.ts";

const images = share({ pixels: Uint8Array.from({ length: 40 }, (_, i) => i), labels: new Uint8Array(10) });
const source = memoryImages({ ...images, shape: [2, 2, 1] });
const plain: Supply = { source, transforms: [], labels: true };
const narrow = { ...plain, transforms: [randomCrop({ size: 3 })] };
const parts = [source.recipe!];

Deno.test("a thread makes batches of several supplies, each in its own memory, ahead of whoever takes them", async () => {
  const thread = startThread(), framed = { ...plain, transforms: [randomCrop({ size: 2, padding: 1 })] };
  await thread.learn(plain, parts);
  await thread.learn(framed, [...parts, framed.transforms[0]!.recipe!]);
  await thread.learn(plain, parts);
  const picks = Array.from({ length: 8 }, (_, i) => Uint32Array.of(i, 9 - i));
  for (const one of [plain, framed, plain]) {
    const work = thread.begin(one, picks, 3);
    for (const picked of picks) assertEquals(field(await work.take()), field(collator(one)(picked, 3) as Collated));
    work.end();
  }
  thread.end();
});

Deno.test("a thread tells an error to whoever takes that shift, and to nobody else", async () => {
  const thread = startThread();
  await thread.learn(narrow, [...parts, narrow.transforms[0]!.recipe!]);
  await thread.learn(plain, parts);
  const failing = thread.begin(narrow, [Uint32Array.of(1)], 0), work = thread.begin(plain, [Uint32Array.of(2)], 0);
  assertEquals(field(await work.take()), [8, 9, 10, 11]);
  await assertRejects(async () => await failing.take(), RangeError, "This is about image 1.");
  assertEquals(thread.isWell, true);
  thread.end();
});

Deno.test("a thread that fails as a whole says why, and is not asked again", async () => {
  const thread = startThread();
  const text =
    `export const bomb = () => { setTimeout(() => { throw new Error("it blew up"); }); return bomb.promise; };
    bomb.promise = new Promise(() => {});`;
  const bomb = { name: "bomb", module: `data:text/javascript,${encodeURIComponent(text)}`, options: {} };
  await assertRejects(
    () => thread.learn(plain, [bomb]),
    Error,
    "Cannot make batches in another thread as it must not fail: got",
  );
  assertEquals(thread.isWell, false);
  thread.end();
});

/** A source whose samples are made by this text of a function body, in a thread. */
function evil(body: string): { readonly supply: Supply; readonly recipe: Recipe } {
  const text = `export const evil = () => ({ name: "evil", size: 99, get(i) { ${body}; return { x: i, y: i }; } });`;
  const recipe = { module: `data:text/javascript,${encodeURIComponent(text)}`, name: "evil", options: {} };
  const source = { name: "evil", size: 99, recipe, get: (i: number) => ({ x: i, y: i }) };
  return { supply: { source, transforms: [], labels: false }, recipe };
}

for (
  const [how, body] of [
    ["Deno.exit()", "if (i === 2) Deno.exit(3)"],
    ["process.exit()", "if (i === 2) process.exit(3)"],
  ] as const
) {
  Deno.test(`a thread that ends by ${how} is told of by the batch that it was to make, at once`, async () => {
    const { supply, recipe } = evil(body), thread = startThread();
    await thread.learn(supply, [recipe]);
    const work = thread.begin(supply, [Uint32Array.of(0, 1), Uint32Array.of(2), Uint32Array.of(3)], 0);
    const takeAll = async () => {
      for (let i = 0; i < 3; i++) await work.take();
    };
    await assertRejects(
      takeAll,
      Error,
      "Cannot make batches in another thread as it must not fail: got one that ended",
    );
    assertEquals(thread.isWell, false);
    // It is not asked again, and who asks hears of it.
    await assertRejects(
      async () => await thread.begin(supply, [Uint32Array.of(0)], 0).take(),
      Error,
      "it must not fail",
    );
    thread.end();
  });
}

Deno.test("a thread that never is done can be ended by whoever waits for it", async () => {
  const { supply, recipe } = evil("while (i === 2)"), thread = startThread();
  await thread.learn(supply, [recipe]);
  const work = thread.begin(supply, [Uint32Array.of(2)], 0);
  const waiting = assertRejects(async () => await work.take(), Error, "got one that was ended");
  thread.end();
  await waiting;
});
